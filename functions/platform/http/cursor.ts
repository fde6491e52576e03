import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { commit, create } from '../change.ts';
import type { Table } from '../table.ts';

const KEY = { pk: 'SYSTEM#cursor-key', sk: 'KEY' };

/** The deployment's signing key for cursors: made once, kept in the (encrypted) table, read once a function instance. */
const signingKey = async (table: Table): Promise<string> => {
  const found = await table.get(KEY);
  if (found) return String(found.secret);
  // Two instances may start at once: whoever comes second takes what the first one wrote.
  await commit(table, [
    create(table, { ...KEY, entity: 'system', secret: randomBytes(32).toString('base64url') }),
  ]);
  return String((await table.get(KEY))?.secret);
};

let key: Promise<string> | undefined;
const keyOf = (table: Table): Promise<string> => {
  key ??= signingKey(table).catch((thrown) => {
    key = undefined;
    throw thrown;
  });
  return key;
};

const signatureOf = (secret: string, scope: string, position: string): Buffer =>
  createHmac('sha256', secret).update(`${scope}\n${position}`).digest().subarray(0, 16);

/** A cursor for a position in a list. `scope` names the organisation, the list and its filters: it fits no other. */
export const sealCursor = async (table: Table, scope: string, position: string): Promise<string> => {
  const signature = signatureOf(await keyOf(table), scope, position);
  return Buffer.concat([signature, Buffer.from(position)]).toString('base64url');
};

/** The position that a cursor stands for, or undefined where it was not made by this deployment for this very list. */
export const openCursor = async (
  table: Table,
  scope: string,
  cursor: string,
): Promise<string | undefined> => {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length <= 16) return undefined;
  const position = bytes.subarray(16).toString();
  const expected = signatureOf(await keyOf(table), scope, position);
  return timingSafeEqual(expected, bytes.subarray(0, 16)) ? position : undefined;
};
