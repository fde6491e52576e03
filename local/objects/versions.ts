/** What lies in the buckets: a row a version in the store, its bytes in a file beside it. */

import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';

export interface Version {
  bucket: string;
  key: string;
  id: string;
  /** Epoch ms. */
  createdAt: number;
  /** Epoch ms at which a later one took its place; null for the current one. */
  replacedAt: number | null;
  /** Says that there is nothing any more. */
  isMarker: boolean;
  size: number;
  etag: string;
  sha256: string;
  contentType: string;
  tags: Record<string, string>;
}
/** Bytes that were received and are safe on disk, belonging to no version yet. */
export interface Received {
  id: string;
  size: number;
  md5: string;
  sha256: string;
}

const schema = `CREATE TABLE IF NOT EXISTS object_version (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL, replaced_at INTEGER, is_marker INTEGER NOT NULL, size INTEGER NOT NULL,
  etag TEXT NOT NULL, sha256 TEXT NOT NULL, content_type TEXT NOT NULL, tags TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS object_version_by_key ON object_version (bucket, key, sequence)`;

export class Versions {
  readonly #store: DatabaseSync;
  readonly #folder: string;

  /** Bytes that a run before this one received, and did not come to enter, are cleared away. */
  constructor(store: DatabaseSync, folder: string) {
    this.#store = store;
    this.#folder = folder;
    store.exec(schema);
    mkdirSync(folder, { recursive: true });
    const known = new Set(
      store
        .prepare('SELECT id FROM object_version')
        .all()
        .map(({ id }) => String(id)),
    );
    for (const name of readdirSync(folder)) if (!known.has(name)) this.discard(name);
  }

  /** Takes bytes in and makes them safe: in the file, and the file in its folder. */
  async receive(body: Readable): Promise<Received> {
    const id = randomBytes(24).toString('base64url');
    const [md5, sha256] = [createHash('md5'), createHash('sha256')];
    let size = 0;
    const file = await open(join(this.#folder, id), 'wx');
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        md5.update(chunk);
        sha256.update(chunk);
        size += chunk.length;
        await file.writeFile(chunk);
      }
      await file.sync();
    } catch (error) {
      this.discard(id);
      throw error;
    } finally {
      await file.close();
    }
    const folder = await open(this.#folder, 'r');
    await folder.sync().finally(() => folder.close());
    return { id, size, md5: md5.digest('hex'), sha256: sha256.digest('base64') };
  }

  discard(id: string): void {
    rmSync(join(this.#folder, id), { force: true });
  }

  /** The newest version, be it a marker. */
  current(bucket: string, key: string): Version | undefined {
    const row = this.#store
      .prepare('SELECT * FROM object_version WHERE bucket = ? AND key = ? ORDER BY sequence DESC LIMIT 1')
      .get(bucket, key);
    return row && versionOf(row);
  }

  version(bucket: string, key: string, id: string): Version | undefined {
    const row = this.#store
      .prepare('SELECT * FROM object_version WHERE bucket = ? AND key = ? AND id = ?')
      .get(bucket, key, id);
    return row && versionOf(row);
  }

  all(bucket: string): Version[] {
    return this.#store
      .prepare('SELECT * FROM object_version WHERE bucket = ? ORDER BY sequence')
      .all(bucket)
      .map(versionOf);
  }

  /** Becomes the current version; the one before it stays, replaced. */
  add(version: Omit<Version, 'replacedAt'>): void {
    const { bucket, key, id, createdAt, isMarker, size, etag, sha256, contentType, tags } = version;
    this.#store
      .prepare(
        'UPDATE object_version SET replaced_at = ? WHERE bucket = ? AND key = ? AND replaced_at IS NULL',
      )
      .run(createdAt, bucket, key);
    this.#store
      .prepare(`INSERT INTO object_version (bucket, key, id, created_at, is_marker, size, etag, sha256, content_type, tags)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        bucket,
        key,
        id,
        createdAt,
        isMarker ? 1 : 0,
        size,
        etag,
        sha256,
        contentType,
        JSON.stringify(tags),
      );
  }

  /** Gone for good, bytes and all; the one before it is current again where it was the current one. */
  remove({ bucket, key, id, replacedAt }: Version): void {
    this.#store.prepare('DELETE FROM object_version WHERE id = ?').run(id);
    this.discard(id);
    const heir = replacedAt === null ? this.current(bucket, key) : undefined;
    if (heir) this.#store.prepare('UPDATE object_version SET replaced_at = NULL WHERE id = ?').run(heir.id);
  }

  tag({ id }: Version, tags: Record<string, string>): void {
    this.#store.prepare('UPDATE object_version SET tags = ? WHERE id = ?').run(JSON.stringify(tags), id);
  }

  /** Both ends are inclusive. */
  read({ id }: Version, range?: { start: number; end: number }): Readable {
    return createReadStream(join(this.#folder, id), range);
  }
}

function versionOf(row: Record<string, unknown>): Version {
  return {
    bucket: String(row.bucket),
    key: String(row.key),
    id: String(row.id),
    createdAt: Number(row.created_at),
    replacedAt: row.replaced_at === null ? null : Number(row.replaced_at),
    isMarker: row.is_marker === 1,
    size: Number(row.size),
    etag: String(row.etag),
    sha256: String(row.sha256),
    contentType: String(row.content_type),
    tags: JSON.parse(String(row.tags)) as Record<string, string>,
  };
}
