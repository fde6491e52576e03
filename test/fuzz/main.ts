/**
 * `npm run verify:fuzz`: runs schemathesis over the running stack's own /openapi.json, as two partners and as the operator.
 * `-- --seed 7 --examples 200` tries other requests, and more of them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Partner, tokenFor } from '../support/partner.ts';
import { Stack } from '../support/stack.ts';
import { venv } from '../support/venv.ts';
import { type World, worldOf } from '../support/world.ts';
import { type Actor, prepare, prepareProposals } from './ground.ts';

const all = 'examples,coverage,fuzzing,stateful';
const here = fileURLToPath(new URL('.', import.meta.url));
const { values: options } = parseArgs({
  options: { seed: { type: 'string', default: '20261123' }, examples: { type: 'string', default: '20' } },
});

/** The operations that a partner, or the operator, has the scope for. */
const operationsFor = async (world: World, isOperator: boolean): Promise<string[]> => {
  const { paths } = (await world.operator.get('/openapi.json')).body as {
    paths: Record<string, Record<string, { operationId: string; security: { oauth2: string[] }[] }>>;
  };
  return Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ security }) => (security[0]?.oauth2[0] === 'cosell/operator') === isOperator)
    .map(({ operationId }) => operationId);
};

const fuzzAs = async (actor: Actor, world: World, stack: Stack, programs: string): Promise<boolean> => {
  const files = { known: join(stack.folder, 'known.txt'), users: join(stack.folder, 'users.json') };
  writeFileSync(files.known, await prepare(world, actor));
  const authorizationOf = async ({ client }: Partner): Promise<string> =>
    `Bearer ${await tokenFor(world.settings.tokenUrl, client)}`;
  const users = await Promise.all(
    (['northwind', 'brightpath', 'harbor', 'operator'] as const).map(async (name) => ({
      name,
      fixedHeaders: [{ name: 'Authorization', value: await authorizationOf(world[name]) }],
    })),
  );
  writeFileSync(files.users, JSON.stringify({ auth: users }));
  const operations = await operationsFor(world, actor.isOperator);
  const run = spawn(
    join(programs, 'schemathesis'),
    [
      ...['--config-file', join(here, 'schemathesis.toml'), 'run', `${world.settings.baseUrl}/openapi.json`],
      ...['--seed', options.seed, '--max-examples', options.examples],
      ...['--auth-wfc-user', actor.name, '--phases', actor.phases],
      ...operations.flatMap((id) => ['--include-operation-id', id]),
    ],
    {
      // It keeps what it learned in the folder that it runs in.
      cwd: stack.folder,
      stdio: 'inherit',
      env: {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: '1',
        SCHEMATHESIS_HOOKS: join(here, 'hooks.py'),
        COSELL_FUZZ_USERS: files.users,
        COSELL_FUZZ_AUTHORIZATION: await authorizationOf(actor.api),
        COSELL_FUZZ_KNOWN: files.known,
        COSELL_FUZZ_KEEP: String(world.settings.partnerships[0]?.id),
      },
    },
  );
  const [status] = await once(run, 'exit');
  return status === 0;
};

const programs = venv(join(here, 'schemathesis.txt'));
const stack = await Stack.start();
try {
  const world = worldOf(stack.settings);
  const { northwind, brightpath, operator } = world;
  const actors: Actor[] = [
    { name: 'northwind', api: northwind, isOperator: false, phases: all, other: brightpath },
    // The same operations from the other side; one round through all boundaries of their schemas is enough.
    { name: 'brightpath', api: brightpath, isOperator: false, phases: 'fuzzing,stateful', other: northwind },
    { name: 'operator', api: operator, isOperator: true, phases: all, other: northwind },
  ];
  await prepareProposals(world);
  for (const actor of actors) {
    console.log(`\nAs ${actor.name}`);
    if (!(await fuzzAs(actor, world, stack, programs))) process.exitCode = 1;
  }
} finally {
  await stack.stop();
}
