import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outFolder = join(root, '.build', 'bundles');

/** One entry's ESM bundle: everything it needs in one file, minified. Gives the folder that holds it. */
export const bundle = (name: string, entry: string): string => {
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
