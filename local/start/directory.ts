/** The data directory: ours, writable, whole, and used by one runner at a time. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Complaint } from './complaint.ts';

export interface DataDirectory {
  path: string;
  /** Says who uses it, for the message that another runner gives. */
  claim(port: number): void;
  close(): void;
}

/** Its presence says that the directory may be wiped by --fresh. */
const markerName = 'cosell-data.json';
const lockName = 'lock.sqlite';
const ownerName = 'owner.json';
/** What --fresh leaves: the lock that is held, and the pid of a database that may have to be ended. */
const keptByFresh = [lockName, 'database.pid', markerName];
/** A runner that is just ending lets go within this. */
const lockWaitMs = 700;

/**
 * Makes the directory ours and locks it until `close` or the end of the process, however it ends.
 * @throws Complaint for a directory that is foreign, unwritable or in use.
 */
export function openDataDirectory(path: string, fresh: boolean): DataDirectory {
  const names = namesIn(path);
  const ours = names.includes(markerName);
  if (names.length > 0 && !ours) {
    throw new Complaint(
      `${path} holds files that are not Cosell's: name an empty or a new directory with --data`,
    );
  }
  try {
    mkdirSync(path, { recursive: true });
    const marker = { what: 'data of the Cosell local runner', format: 1 };
    if (!ours) writeFileSync(join(path, markerName), `${JSON.stringify(marker)}\n`);
  } catch (error) {
    throw new Complaint(`the data directory ${path} cannot be written: ${reasonOf(error)}`);
  }
  const lock = lockOf(path);
  try {
    if (fresh) {
      for (const name of names) {
        if (!keptByFresh.includes(name)) rmSync(join(path, name), { recursive: true, force: true });
      }
    }
  } catch (error) {
    lock.close();
    throw new Complaint(`the data directory ${path} cannot be emptied: ${reasonOf(error)}`);
  }
  return {
    path,
    claim: (port) => writeFileSync(join(path, ownerName), JSON.stringify({ pid: process.pid, port })),
    close: () => {
      rmSync(join(path, ownerName), { force: true });
      lock.close();
    },
  };
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Complaint(`the data directory ${path} cannot be read: ${reasonOf(error)}`);
  }
}

/** SQLite's exclusive lock: the system lets go of it when the process ends, even by kill -9. */
function lockOf(path: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(path, lockName));
    lock.exec(`PRAGMA busy_timeout = ${lockWaitMs}; BEGIN EXCLUSIVE;`);
    return lock;
  } catch (error) {
    lock?.close();
    if (!/locked/.test((error as Error).message)) {
      throw new Complaint(`the data directory ${path} cannot be locked: ${reasonOf(error)}`);
    }
    throw new Complaint(`the data directory ${path} is in use by another running Cosell${ownerOf(path)}`);
  }
}

function ownerOf(path: string): string {
  try {
    const { pid, port } = JSON.parse(readFileSync(join(path, ownerName), 'utf8'));
    return ` (process ${pid}, port ${port})`;
  } catch {
    return '';
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'it is on a read-only file system',
    ENOTDIR: 'it is not a directory',
    EEXIST: 'it is not a directory',
    ENOSPC: 'no space left',
  };
  return known[code ?? ''] ?? message;
}
