/** `npm start`: synthesises what has changed, runs the stack, seeds it once, and says where it is. */
import { enableCompileCache } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
enableCompileCache(join(root, '.build', 'compile-cache'));

const { Complaint, oneLine } = await import('./start/complaint.ts');
/** Seconds since the process began, npm's own start not counted. */
const elapsed = (): number => performance.now() / 1000;
const progress = (line: string): void => console.log(`${elapsed().toFixed(1).padStart(5)} s  ${line}`);

function fail(error: unknown): never {
  console.error(`cosell: ${oneLine(error)}`);
  process.exit(1);
}
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

async function main(): Promise<void> {
  const { readOptions, usage } = await import('./start/options.ts');
  const options = readOptions(process.argv.slice(2), process.cwd());
  if (options.help) {
    console.log(usage);
    return;
  }
  const { openDataDirectory } = await import('./start/directory.ts');
  const directory = openDataDirectory(options.dataDirectory, options.fresh);
  directory.claim(options.port);
  const { cloudAssembly } = await import('./start/synth.ts');
  const assembly = cloudAssembly(root, progress);
  assembly.catch(() => {}); // Reported where it is awaited, in the runner's start.
  const { startRunner } = await import('./runner.ts');
  const { createConsole } = await import('./console/console.ts');
  const runner = await startRunner({
    port: options.port,
    dataDirectory: directory.path,
    cloudAssembly: assembly,
    recordCalls: options.recordCalls,
    console: createConsole(),
    failed: fail,
  }).catch((error) => {
    directory.close();
    throw explained(error, options.port, directory.path);
  });
  stopOnSignal(async () => {
    await runner.close();
    directory.close();
  });
  // Where scripts look for it; several runners at once each name a file of their own.
  const settingsFile = process.env.COSELL_LOCAL_FILE ?? join(root, '.cosell', 'local.json');
  const { prepareSettings } = await import('./start/settings.ts');
  const settings = await prepareSettings(runner, directory.path, settingsFile, progress).catch(
    async (error) => {
      await runner.close();
      throw error;
    },
  );
  const { banner } = await import('./start/banner.ts');
  console.log(banner(settings, relative(process.cwd(), settingsFile), elapsed()));
}

/** Words for what commonly goes wrong. */
function explained(error: NodeJS.ErrnoException, port: number, directory: string): Error {
  if (error.code === 'EADDRINUSE') return new Complaint(`port ${port} is taken: choose another with --port`);
  if (error.code === 'EACCES' && error.syscall === 'listen')
    return new Complaint(`port ${port} is not allowed`);
  const damaged = error.code === 'ERR_SQLITE_ERROR' || error.message.startsWith('the database did not start');
  if (damaged) {
    return new Complaint(
      `the data directory ${directory} may be damaged (${oneLine(error)}): --fresh lays it anew`,
    );
  }
  return error;
}

/** The first signal ends the runner in order, the second at once. */
function stopOnSignal(close: () => Promise<void>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    setTimeout(() => process.exit(1), 5_000).unref();
    close().then(
      () => process.exit(0),
      (error) => fail(error),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

await main().catch(fail);
