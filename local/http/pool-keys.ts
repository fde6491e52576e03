import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** A user pool's RSA key pair, as it signs and as it is published. */
export interface PoolKeys {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** The public key as a JSON Web Key Set tells it. */
  jwk: Record<string, unknown>;
}

const schema = `CREATE TABLE IF NOT EXISTS cognito_key (
  pool TEXT PRIMARY KEY, private_key TEXT NOT NULL
) WITHOUT ROWID`;

/** The pool's key pair, made the first time and kept in the store, so that tokens outlive a restart. */
export function keysOf(store: DatabaseSync, poolId: string): PoolKeys {
  store.exec(schema);
  const row = store.prepare('SELECT private_key FROM cognito_key WHERE pool = ?').get(poolId);
  const pem = row === undefined ? makeKey(store, poolId) : String(row.private_key);
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const bare = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(`${poolId} ${bare.n}`).digest('base64');
  return { kid, privateKey, publicKey, jwk: { alg: 'RS256', use: 'sig', kid, ...bare } };
}

function makeKey(store: DatabaseSync, poolId: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  store.prepare('INSERT INTO cognito_key VALUES (?, ?)').run(poolId, pem);
  return pem;
}
