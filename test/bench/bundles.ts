import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

const folder = new URL('../../.build/bundles/', import.meta.url);

/** Deflated size of each function's bundle, largest first. `npm run synth` makes them. */
export const bundles = (): { name: string; deflatedKilobytes: number }[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .map((name) => ({
      name,
      deflatedKilobytes:
        deflateRawSync(readFileSync(new URL(`${name}/index.mjs`, folder)), { level: 9 }).length / 1000,
    }))
    .sort((a, b) => b.deflatedKilobytes - a.deflatedKilobytes);
