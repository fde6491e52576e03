import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Ground } from '../parts.ts';

/** What may be said about a client in CreateUserPoolClient and in the template; only what machines need is read. */
export interface ClientSettings {
  ClientName?: string;
  AllowedOAuthFlows?: string[];
  AllowedOAuthScopes?: string[];
  AllowedOAuthFlowsUserPoolClient?: boolean;
  AccessTokenValidity?: number;
  TokenValidityUnits?: { AccessToken?: 'seconds' | 'minutes' | 'hours' | 'days' };
  [other: string]: unknown;
}

/** An app client of a user pool. */
export interface PoolClient {
  id: string;
  poolId: string;
  /** Absent for a public client. */
  secret?: string;
  settings: ClientSettings;
  /** Epoch ms. */
  createdAt: number;
  modifiedAt: number;
}

/** The app clients of all pools, in the store. Reads are answered from memory. */
export interface PoolClients {
  get(clientId: string): PoolClient | undefined;
  /** Those of one pool, by id. */
  list(poolId: string): PoolClient[];
  create(poolId: string, settings: ClientSettings, withSecret: boolean): PoolClient;
  update(client: PoolClient, settings: ClientSettings): PoolClient;
  remove(client: PoolClient): void;
}

const schema = `CREATE TABLE IF NOT EXISTS cognito_client (
  id TEXT PRIMARY KEY, pool TEXT NOT NULL, secret TEXT, settings TEXT NOT NULL,
  created INTEGER NOT NULL, modified INTEGER NOT NULL, template INTEGER NOT NULL
) WITHOUT ROWID`;

/**
 * Opens the clients: those made through the API before, and those of the template, whose settings follow the template
 * while their secrets stay. A client that has left the template is gone, as CloudFormation would delete it.
 */
export function openPoolClients(ground: Ground): PoolClients {
  const { store, clock } = ground;
  store.exec(schema);
  const put = store.prepare('INSERT OR REPLACE INTO cognito_client VALUES (?, ?, ?, ?, ?, ?, ?)');
  const drop = store.prepare('DELETE FROM cognito_client WHERE id = ?');
  const clients = new Map<string, PoolClient>();

  const keep = (client: PoolClient, fromTemplate = false): PoolClient => {
    const { id, poolId, secret, settings, createdAt, modifiedAt } = client;
    const text = JSON.stringify(settings);
    put.run(id, poolId, secret ?? null, text, createdAt, modifiedAt, fromTemplate ? 1 : 0);
    clients.set(id, client);
    return client;
  };
  const make = (
    id: string,
    poolId: string,
    settings: ClientSettings,
    secret: string | undefined,
  ): PoolClient => {
    const now = clock.now();
    return {
      id,
      poolId,
      settings,
      createdAt: now,
      modifiedAt: now,
      ...(secret === undefined ? {} : { secret }),
    };
  };

  for (const client of load(store)) clients.set(client.id, client);
  const inTemplate = new Set<string>();
  for (const { ref, properties } of ground.stack.ofType('AWS::Cognito::UserPoolClient')) {
    const { UserPoolId, GenerateSecret, ...settings } = properties;
    const known = clients.get(ref);
    const secret = known?.secret ?? (GenerateSecret === true ? newSecret() : undefined);
    keep(
      { ...make(ref, String(UserPoolId), settings, secret), createdAt: known?.createdAt ?? clock.now() },
      true,
    );
    inTemplate.add(ref);
  }
  for (const { id } of store.prepare('SELECT id FROM cognito_client WHERE template = 1').all()) {
    if (inTemplate.has(String(id))) continue;
    drop.run(id as string);
    clients.delete(String(id));
  }

  return {
    get: (clientId) => clients.get(clientId),
    list: (poolId) =>
      [...clients.values()]
        .filter((client) => client.poolId === poolId)
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    create: (poolId, settings, withSecret) =>
      keep(make(newId(), poolId, settings, withSecret ? newSecret() : undefined)),
    update: (client, settings) => keep({ ...client, settings, modifiedAt: clock.now() }),
    remove: (client) => {
      drop.run(client.id);
      clients.delete(client.id);
    },
  };
}

function* load(store: DatabaseSync): Generator<PoolClient> {
  for (const row of store.prepare('SELECT * FROM cognito_client').all()) {
    yield {
      id: String(row.id),
      poolId: String(row.pool),
      settings: JSON.parse(String(row.settings)),
      createdAt: Number(row.created),
      modifiedAt: Number(row.modified),
      ...(row.secret === null ? {} : { secret: String(row.secret) }),
    };
  }
}

const base36 = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Cognito's form: 26 characters, digits and lower-case letters. */
const newId = (): string => characters(26);
/** Cognito's form: about 52 characters of the same; 51 carry 263 bits. */
const newSecret = (): string => characters(51);

/** Bytes of 252 and above are thrown away, so that each character is equally likely. */
function characters(count: number): string {
  let text = '';
  while (text.length < count) {
    for (const byte of randomBytes(count)) if (byte < 252 && text.length < count) text += base36[byte % 36];
  }
  return text;
}
