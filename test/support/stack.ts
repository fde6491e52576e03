import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `npm start` writes for whoever wants to use the stack. */
export interface LocalSettings {
  baseUrl: string;
  tokenUrl: string;
  mailboxUrl: string;
  consoleUrl: string;
  operator: { clientId: string; clientSecret: string };
  organizations: {
    id: string;
    name: string;
    clientId: string;
    clientSecret: string;
    members: { id: string; name: string; email: string; roles: string[] }[];
  }[];
  partnerships: { id: string; organizationIds: string[] }[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'local', 'main.ts');

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** A running stack with data of its own. */
export class Stack {
  readonly port: number;
  readonly folder: string;
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(port: number, folder: string) {
    this.port = port;
    this.folder = folder;
  }

  static async start(): Promise<Stack> {
    const stack = new Stack(await freePort(), mkdtempSync(join(tmpdir(), 'cosell-')));
    await stack.boot();
    return stack;
  }

  /** Starts it over its data, and waits until it answers. */
  async boot(): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        main,
        ...['--port', String(this.port), '--data', this.folder],
        // Where the calls of every stack come together, for `npm run verify:iam`.
        ...(process.env.COSELL_RECORD_CALLS ? ['--record-calls', process.env.COSELL_RECORD_CALLS] : []),
      ],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, COSELL_LOCAL_FILE: join(this.folder, 'local.json') },
      },
    );
    this.#child = child;
    this.#output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => (this.#output += String(chunk)));
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the stack ended with ${code}:\n${this.#output}`)));
      child.stdout?.on('data', () => this.#output.includes('Cosell is ready') && resolve());
    });
  }

  get settings(): LocalSettings {
    return JSON.parse(readFileSync(join(this.folder, 'local.json'), 'utf8')) as LocalSettings;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get output(): string {
    return this.#output;
  }

  /** Ends it as a power cut would. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** Ends it and takes its data away. */
  async stop(): Promise<void> {
    await this.kill('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
