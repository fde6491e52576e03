import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { openDataDirectory } from '../../../local/start/directory.ts';
import { readOptions } from '../../../local/start/options.ts';
import { isCurrent, takeStamp } from '../../../local/start/stamp.ts';
import { cloudAssembly } from '../../../local/start/synth.ts';

const folder = mkdtempSync(join(tmpdir(), 'cosell-unit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string): string => join(folder, name);
const main = fileURLToPath(new URL('../../../local/main.ts', import.meta.url));

/** Runs the command line to its end. */
const run = (...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
      cwd: folder,
    });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk) => {
        said[name] += chunk;
      });
    }
    child.once('close', (code) => resolve({ code, ...said }));
  });

test.each([
  [['--prot', '1'], /^cosell: Unknown option '--prot'.*\n$/],
  [['--port', 'abc'], /^cosell: --port must be a number from 0 to 65535; given: abc\n$/],
  [['--port', '70000'], /^cosell: --port must be a number from 0 to 65535; given: 70000\n$/],
  [['--port', '0', '--data', '.'], /^cosell: .* holds files that are not Cosell's: name an empty .*\n$/],
  [['--port', '0', '--data', '.', '--fresh'], /^cosell: .* holds files that are not Cosell's.*\n$/],
  [['--port', '0', '--data', 'file/below'], /^cosell: .*it is not a directory\n$/],
])('%p is refused in one line', async (args, line) => {
  writeFileSync(inFolder('file'), 'mine');
  expect(await run(...args)).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(line) });
  expect(existsSync(inFolder('file'))).toBe(true);
});

test('--help shows the options', async () => {
  expect(await run('--help')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('--fresh'),
    stderr: '',
  });
});

test('a data directory has one user; the other is told who', () => {
  const first = openDataDirectory(inFolder('used'), false);
  first.claim(4711);
  expect(() => openDataDirectory(inFolder('used'), false)).toThrow(
    /in use by another running Cosell \(process \d+, port 4711\)/,
  );
  first.close();
  openDataDirectory(inFolder('used'), false).close();
});

test('--fresh empties what is ours', () => {
  const path = inFolder('ours');
  openDataDirectory(path, false).close();
  mkdirSync(join(path, 'logs'));
  writeFileSync(join(path, 'runner.sqlite'), 'x');
  openDataDirectory(path, false).close();
  expect(readdirSync(path)).toContain('runner.sqlite');
  openDataDirectory(path, true).close();
  expect(readdirSync(path).filter((name) => !name.startsWith('lock'))).toEqual(['cosell-data.json']);
});

test('options are relative to where one stands', () => {
  expect(readOptions(['--data', 'there', '--port', '0'], '/here')).toEqual({
    port: 0,
    dataDirectory: '/here/there',
    fresh: false,
    help: false,
  });
});

test('the stack is built when its sources changed, and not for a new time alone', () => {
  const root = inFolder('project');
  const assembly = join(root, 'cdk.out');
  mkdirSync(join(root, 'infra'), { recursive: true });
  mkdirSync(assembly);
  const source = join(root, 'infra', 'app.ts');
  writeFileSync(source, 'one');
  writeFileSync(join(assembly, 'manifest.json'), '{}');
  expect(isCurrent(root, assembly)).toBe(false);
  takeStamp(root, assembly).keep();
  expect(isCurrent(root, assembly)).toBe(true);
  utimesSync(source, 1, 1);
  expect(isCurrent(root, assembly)).toBe(true);
  writeFileSync(source, 'two');
  expect(isCurrent(root, assembly)).toBe(false);
  takeStamp(root, assembly).keep();
  writeFileSync(join(assembly, 'manifest.json'), '{"other":"stage"}');
  expect(isCurrent(root, assembly)).toBe(false);
});

test('a stack that cannot be built is said in one line', async () => {
  const root = inFolder('broken');
  mkdirSync(join(root, 'infra'), { recursive: true });
  writeFileSync(join(root, 'infra', 'app.ts'), "throw new Error('no such thing');");
  await expect(cloudAssembly(root, () => {})).rejects.toThrow(
    /^the stack cannot be built: Error: no such thing \(all of it: .*synth\.log\)$/,
  );
});

test('a taken port is said in one line', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const { code, stderr } = await run('--port', String(port), '--data', 'new');
  server.close();
  expect([code, stderr]).toEqual([1, `cosell: port ${port} is taken: choose another with --port\n`]);
});
