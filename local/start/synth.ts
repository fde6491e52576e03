/** The cloud assembly that the runner runs: synthesised anew when its sources have changed, and only then. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Complaint } from './complaint.ts';
import { isCurrent, takeStamp } from './stamp.ts';

/** Another start may be synthesising; it takes seconds, on a slow machine more. */
const waitForOtherMs = 120_000;

/** Gives the folder of the assembly. @throws Complaint when the synthesis fails. */
export async function cloudAssembly(root: string, progress: (line: string) => void): Promise<string> {
  const assembly = join(root, 'cdk.out');
  if (isCurrent(root, assembly)) return assembly;
  mkdirSync(join(root, '.build'), { recursive: true });
  const lock = new DatabaseSync(join(root, '.build', 'synth.lock'));
  try {
    lock.exec(`PRAGMA busy_timeout = ${waitForOtherMs}; BEGIN EXCLUSIVE;`);
    if (isCurrent(root, assembly)) return assembly;
    progress('Building the stack (its sources have changed) …');
    const stamp = takeStamp(root, assembly);
    await synthesise(root);
    stamp.keep();
    return assembly;
  } finally {
    lock.close();
  }
}

async function synthesise(root: string): Promise<void> {
  const logFile = join(root, '.build', 'synth.log');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join('infra', 'app.ts')], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: 'cdk.out' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Left alone it would write into the assembly of the next start.
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
  }
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (status, signal) => resolve(signal ?? status ?? 1));
  });
  process.off('exit', end);
  writeFileSync(logFile, output);
  if (code === 0) return;
  const lines = output.split('\n').map((line) => line.trim());
  const reason =
    lines.find((line) => /^(\w*Error|✘|error)\b/i.test(line)) ?? lines.find(Boolean) ?? `exit ${code}`;
  throw new Complaint(
    `the stack cannot be built: ${reason} (all of it: ${relative(process.cwd(), logFile)})`,
  );
}
