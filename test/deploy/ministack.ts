import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/stack.ts';

const compat = fileURLToPath(new URL('compat', import.meta.url));
const START_MS = 60_000;
const LINES = 40;

/** The shell's environment without its own account. */
const withoutAws = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));

/** A running MiniStack on loopback, with everything that it keeps in a folder of its own. */
export class MiniStack {
  readonly url: string;
  readonly folder: string;
  readonly #child: ChildProcess;

  private constructor(url: string, folder: string, child: ChildProcess) {
    this.url = url;
    this.folder = folder;
    this.#child = child;
  }

  /** @throws Error with its last words when it does not come up. */
  static async start(python: string): Promise<MiniStack> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'cosell-deploy-'));
    const log = openSync(join(folder, 'ministack.log'), 'a');
    mkdirSync(join(folder, 'tmp'));
    const child = spawn(python, [compat], {
      // A group of its own, functions included; it ends itself when its standard input closes.
      detached: true,
      stdio: ['pipe', log, log],
      env: {
        ...withoutAws(),
        // Functions run on the Node that runs this.
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
        GATEWAY_PORT: String(port),
        BIND_HOST: '127.0.0.1',
        LAMBDA_EXECUTOR: 'local',
        LAMBDA_STATE_TRANSITION_SECONDS: '0',
        MINISTACK_REGION: region,
        AWS_REGION: region,
        TMPDIR: join(folder, 'tmp'),
        S3_DATA_DIR: join(folder, 's3'),
        STATE_DIR: join(folder, 'state'),
        PYTHONDONTWRITEBYTECODE: '1',
        NODE_OPTIONS: `--require ${join(compat, 'functions-prelude.cjs')}`,
        COSELL_CLOCK_FILE: join(folder, 'clock'),
        COSELL_FUNCTIONS_LOG: join(folder, 'functions.log'),
      },
    });
    const stack = new MiniStack(`http://127.0.0.1:${port}`, folder, child);
    try {
      await stack.#ready();
      return stack;
    } catch (error) {
      console.error(stack.lastWords());
      stack.end();
      throw error;
    }
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + START_MS;
    while (Date.now() < deadline) {
      if (this.#child.exitCode !== null) throw new Error(`MiniStack ended with ${this.#child.exitCode}`);
      const health = await fetch(`${this.url}/_ministack/health`).catch(() => undefined);
      if (health?.ok) return;
      await delay(100);
    }
    throw new Error(`MiniStack did not come up in ${START_MS / 1000} s`);
  }

  /** What whoever calls AWS needs to reach this instead. */
  get environment(): NodeJS.ProcessEnv {
    return {
      ...withoutAws(),
      AWS_ENDPOINT_URL: this.url,
      AWS_ENDPOINT_URL_S3: this.url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /** The last lines of its log and of the functions'. */
  lastWords(): string {
    return ['ministack.log', 'functions.log']
      .map((name) => [name, join(this.folder, name)] as const)
      .filter(([, path]) => existsSync(path))
      .map(
        ([name, path]) => `--- ${name}\n${readFileSync(path, 'utf8').split('\n').slice(-LINES).join('\n')}`,
      )
      .join('\n');
  }

  /** Ends it with all its functions, and takes its folder away. */
  end(): void {
    const { pid } = this.#child;
    try {
      if (pid) process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export const region = 'eu-west-1';
export const account = '000000000000';
