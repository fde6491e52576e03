/** Task tokens: opaque outside, and inside the way to the branch that waits, with a part nobody can guess. */
import { randomBytes } from 'node:crypto';

const FORM = /^(\d+)\.(\d+)\.(\d+)\.[\w-]{22}$/;

export function makeToken(execution: number, branch: number, task: number): string {
  const secret = randomBytes(16).toString('base64url');
  return Buffer.from(`${execution}.${branch}.${task}.${secret}`).toString('base64url');
}

/** Where a token leads; undefined when it is none of ours. */
export function readToken(token: string): { execution: number; branch: number; task: number } | undefined {
  const match = FORM.exec(Buffer.from(token, 'base64url').toString('latin1'));
  if (!match) return undefined;
  return { execution: Number(match[1]), branch: Number(match[2]), task: Number(match[3]) };
}
