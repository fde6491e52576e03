/** What `npm start` leaves for whoever wants to use the stack: its addresses and credentials in one file. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Runner } from '../runner.ts';
import { Complaint, oneLine } from './complaint.ts';

export interface LocalSettings {
  baseUrl: string;
  tokenUrl: string;
  mailboxUrl: string;
  consoleUrl: string;
  operator: { clientId: string; clientSecret: string };
  organizations: unknown[];
  partnerships: unknown[];
}

/**
 * Seeds a data directory that was not yet, and writes the settings.
 * @throws Complaint when the seed fails or its answer cannot be read again.
 */
export async function prepareSettings(
  runner: Runner,
  directory: string,
  settingsFile: string,
  progress: (line: string) => void,
): Promise<LocalSettings> {
  const { baseUrl } = runner;
  const clientId = runner.ground.stack.outputs.OperatorClientId ?? '';
  const operator = { clientId, clientSecret: runner.secretOf(clientId) ?? '' };
  const tokenUrl = `${baseUrl}/oauth2/token`;
  const seedFile = join(directory, 'seed.json');
  if (!existsSync(seedFile)) {
    progress('Seeding the demo ecosystem …');
    try {
      const { seed } = await import('./seed.ts');
      const seeded = await seed({ baseUrl, tokenUrl, operator, progress });
      await runner.ground.activity.idle();
      writeWhole(seedFile, seeded);
    } catch (error) {
      throw new Complaint(`the demo ecosystem cannot be seeded: ${oneLine(error)}`);
    }
  }
  const settings: LocalSettings = {
    baseUrl,
    tokenUrl,
    mailboxUrl: `${baseUrl}/_local/mail`,
    consoleUrl: `${baseUrl}/_local/`,
    operator,
    ...readSeeded(seedFile),
  };
  writeWhole(settingsFile, settings);
  return settings;
}

function readSeeded(file: string): Pick<LocalSettings, 'organizations' | 'partnerships'> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Complaint(`${file} is damaged: start with --fresh`);
  }
}

/** Whole or not at all: a kill may come at any time. It holds secrets, so it is for the owner alone. */
function writeWhole(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}`;
  writeFileSync(part, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(part, file);
}
