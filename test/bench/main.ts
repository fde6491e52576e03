import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { tokenFor } from '../support/partner.ts';
import type { Stack } from '../support/stack.ts';
import { ownWorld, referralBody, type World } from '../support/world.ts';
import { bundles } from './bundles.ts';
import { claiming } from './claims.ts';
import { bareItems, fillReferrals } from './fill.ts';
import { flows } from './flows.ts';
import { postings, statements } from './ledgers.ts';
import { type Load, sideBySide } from './load.ts';
import { recovery, startUp, waiting } from './waiting.ts';

/** `npm run bench`: each figure beside what it is measured against, or beside its aim. Arguments choose parts by name. */
const chosen = process.argv.slice(2);
const wants = (part: string): boolean => chosen.length === 0 || chosen.includes(part);

/** One line of the result. */
const say = (what: string, measured: string, aim: string): void =>
  console.log(`${what.padEnd(46)} ${measured.padEnd(34)} aim ${aim}`);

const startBare = async (
  databaseUrl: string,
  table: string,
): Promise<{ child: ChildProcess; url: string }> => {
  const child = fork(fileURLToPath(new URL('bare.ts', import.meta.url)), [databaseUrl, table], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, url: `http://127.0.0.1:${port}/` };
};

const throughput = async (world: World): Promise<void> => {
  const { settings } = world;
  const health = (await (await fetch(`${settings.baseUrl}/_local/health`)).json()) as {
    databaseUrl: string;
    tables: string[];
  };
  const table = health.tables[0] ?? '';
  const bare = await startBare(health.databaseUrl, table);
  const token = await tokenFor(settings.tokenUrl, world.northwind.client);
  const partnershipId = settings.partnerships[0]?.id ?? '';
  const json = { 'content-type': 'application/json' };
  const body = (): string => JSON.stringify(referralBody(partnershipId));
  const create = (url: string, headers: Record<string, string>): Load => ({
    url,
    method: 'POST',
    headers,
    body,
    connections: 10,
    seconds: 4,
  });
  const list = (url: string, headers: Record<string, string>): Load => ({
    url,
    method: 'GET',
    headers,
    connections: 10,
    seconds: 4,
  });
  const authorized = { ...json, authorization: `Bearer ${token}` };
  try {
    if (wants('create')) {
      const { ours, theirs, bad } = await sideBySide(
        5,
        create(`${settings.baseUrl}/v1/referrals`, authorized),
        create(bare.url, json),
      );
      say(
        'create, 10 connections',
        `${ours.toFixed(0)}/s to ${theirs.toFixed(0)}/s: ${(ours / theirs).toFixed(2)}x${bad ? `, ${bad} bad` : ''}`,
        '0.9x',
      );
    }
    if (wants('list')) {
      await fillReferrals(world, health.databaseUrl, table, 20_000);
      await bareItems(health.databaseUrl, table, body);
      const { ours, theirs, bad } = await sideBySide(
        5,
        list(`${settings.baseUrl}/v1/referrals?side=sent`, authorized),
        list(bare.url, json),
      );
      say(
        'list 25 of 20,000, 10 connections',
        `${ours.toFixed(0)}/s to ${theirs.toFixed(0)}/s: ${(ours / theirs).toFixed(2)}x${bad ? `, ${bad} bad` : ''}`,
        '2x',
      );
    }
  } finally {
    bare.child.kill();
  }
};

const withWorld = async (
  work: (world: World & { stack: Stack | undefined }) => Promise<void>,
): Promise<void> => {
  const world = await ownWorld();
  try {
    await work(world);
  } finally {
    await world.stack?.stop();
  }
};

if (wants('bundles'))
  for (const { name, deflatedKilobytes } of bundles())
    say(`bundle ${name}, deflated`, `${deflatedKilobytes.toFixed(0)} KB`, '130 KB for an API bundle');
if (wants('start'))
  say('start to ready, nothing to rebuild', `${((await startUp()) / 1000).toFixed(2)} s`, '2 s');
if (wants('create') || wants('list')) await withWorld(throughput);
if (wants('flows'))
  await withWorld(async (world) => {
    const { p50, perSecond, lost } = await flows(world);
    say('decision POST to referral shown accepted', `${p50.toFixed(0)} ms p50`, '30 ms');
    say(
      'propose to accepted, 10 clients',
      `${perSecond.toFixed(0)} flows/s${lost ? `, ${lost} lost` : ''}`,
      '100 flows/s',
    );
  });
if (wants('waiting'))
  await withWorld(async (world) => {
    const memory = await waiting(world, 1_000);
    say('1,000 waiting approvals add', `${(memory / 2 ** 20).toFixed(1)} MiB`, '20 MiB');
    const { readyMs, completed } = await recovery(world, 1_000);
    say(
      'ready again after kill -9, 1,000 waiting',
      `${(readyMs / 1000).toFixed(2)} s, ${completed} of 1,000 completed`,
      '1 s, all',
    );
  });
if (wants('statement'))
  await withWorld(async (world) => {
    const { ours, theirs, bad, verified, verifiedMs } = await statements(world);
    say(
      'statement, 100 of 100,000 entries',
      `${ours.toFixed(0)}/s to ${theirs.toFixed(0)}/s of 1,000: ${(ours / theirs).toFixed(2)}x${bad ? `, ${bad} bad` : ''}`,
      '0.9x',
    );
    const { entries, holds, complete } = verified;
    say(
      'a ledger verified over the API',
      `${entries} entries in ${(verifiedMs / 1000).toFixed(1)} s${holds ? '' : ', does not hold'}`,
      complete ? 'all' : '5 s',
    );
  });
if (wants('ledger'))
  await withWorld(async (world) => {
    const { one, hundred } = await postings(world);
    for (const [what, { perSecond, bad }] of Object.entries({ 'one fund': one, '100 funds': hundred }))
      say(`postings on ${what}, 10 clients`, `${perSecond.toFixed(0)}/s, ${bad} refused`, 'none refused');
  });
if (wants('claims'))
  await withWorld(async (world) => {
    const { one, hundred } = await claiming(world);
    for (const [what, { perSecond, bad }] of Object.entries({ 'one fund': one, '100 funds': hundred }))
      say(`claims on ${what}, 10 clients`, `${perSecond.toFixed(0)}/s, ${bad} refused`, 'none refused');
  });
