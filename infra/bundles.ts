import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outFolder = join(root, '.build', 'bundles');

const made = new Map<string, string>();

/**
 * One entry's ESM bundle: everything it needs in one file, minified. Gives the folder that holds it. Made once a process.
 * What is built in stands in the place of `process.env.NAME`: for what is known when the bundle is made and has no room
 * in Lambda's 4 KB of environment.
 */
export const bundle = (
  name: string,
  entry: string,
  builtIn: Readonly<Record<string, string>> = {},
): string => {
  const key = JSON.stringify([entry, builtIn]);
  const folder = made.get(key) ?? build(name, entry, builtIn);
  made.set(key, folder);
  return folder;
};

const build = (name: string, entry: string, builtIn: Readonly<Record<string, string>>): string => {
  const folder = join(outFolder, name);
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(folder, 'index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // The SDK has CommonJS corners that call require.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    define: Object.fromEntries(
      Object.entries(builtIn).map(([variable, value]) => [`process.env.${variable}`, JSON.stringify(value)]),
    ),
    alias: { '@aws-sdk/credential-provider-node': join(root, 'infra', 'lambda-credentials.ts') },
    loader: { '.html': 'text', '.css': 'text' },
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  });
  const metafiles = join(outFolder, '..', 'metafiles');
  mkdirSync(metafiles, { recursive: true });
  writeFileSync(join(metafiles, `${name}.json`), JSON.stringify(metafile));
  return folder;
};
