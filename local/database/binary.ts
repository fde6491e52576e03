/** Finds the database binary, which npm installs as an optional dependency for the machine's platform. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** @throws Error in one line saying what to do when this machine has no binary. */
export function databaseBinary(platform = process.platform, arch = process.arch): string {
  const packageName = `@dynoxide/${platform}-${arch}`;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
    const file = join(folder, platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
    if (existsSync(file)) return file;
  } catch {
    // The package is not there: said below, as for a package without its file.
  }
  throw new Error(
    `the database binary ${packageName} is not installed: run "npm ci" with optional dependencies, or set COSELL_DYNAMODB_ENDPOINT to a DynamoDB endpoint such as DynamoDB Local`,
  );
}
