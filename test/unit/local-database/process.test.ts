import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { databaseBinary } from '../../../local/database/binary.ts';
import { databaseClient } from '../../../local/database/client.ts';
import { startDatabase } from '../../../local/database/process.ts';
import { createTables } from '../../../local/database/tables.ts';
import { resource, stackOf, until } from '../local-runner/ground.ts';
import { table } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'cosell-unit-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/ Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/\(.*\)/, ''));
  } catch {
    return false;
  }
};

test('the database ends with the runner, even by kill -9', async () => {
  const script = `
    import { startDatabase } from '${new URL('../../../local/database/process.ts', import.meta.url)}';
    await startDatabase(${JSON.stringify(folder)}, undefined, () => {});
    console.log('ready');
    setInterval(() => {}, 1000);`;
  const runner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => runner.stdout.once('data', resolve));
  const pid = Number(readFileSync(join(folder, 'database.pid'), 'utf8'));
  expect(alive(pid)).toBe(true);
  runner.kill('SIGKILL');
  await until(() => !alive(pid));
});

test('a pid file that names a stranger harms nobody', async () => {
  const stranger = spawn('sleep', ['30'], { stdio: 'ignore' });
  const own = mkdtempSync(join(tmpdir(), 'cosell-unit-'));
  writeFileSync(join(own, 'database.pid'), String(stranger.pid));
  const database = await startDatabase(own, undefined, () => {});
  expect(alive(stranger.pid as number)).toBe(true);
  stranger.kill();
  await database.stop();
  rmSync(own, { recursive: true });
});

test('a missing binary is said in one line with what to do', () => {
  expect(() => databaseBinary('darwin', 'arm64')).toThrow(
    /@dynoxide\/darwin-arm64 is not installed: run "npm ci"/,
  );
});

test('a new index is added, another key is refused with what to do', async () => {
  const own = mkdtempSync(join(tmpdir(), 'cosell-unit-'));
  const database = await startDatabase(own, undefined, () => {});
  const client = databaseClient(database.url, 'us-east-1');
  await createTables(client, stackOf([table]));
  const [index] = table.properties.GlobalSecondaryIndexes;
  const second = { ...index, IndexName: 'gsi2' };
  const wider = { ...table.properties, GlobalSecondaryIndexes: [index, second] };
  await createTables(client, stackOf([resource(table.type, 'Table', wider)]));
  const { Table } = await client.call('DescribeTable', { TableName: table.ref });
  expect(
    Table.GlobalSecondaryIndexes.map(({ IndexName }: { IndexName: string }) => IndexName).sort(),
  ).toEqual(['gsi1', 'gsi2']);
  const other = { ...table.properties, KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] };
  await expect(createTables(client, stackOf([resource(table.type, 'Table', other)]))).rejects.toThrow(
    /the key differs .* start with --fresh/,
  );
  client.close();
  await database.stop();
  rmSync(own, { recursive: true });
});
