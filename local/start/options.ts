/** The command line of `npm start`. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Complaint } from './complaint.ts';

export interface Options {
  port: number;
  dataDirectory: string;
  fresh: boolean;
  recordCalls: string | undefined;
  help: boolean;
}

const defaultPort = 8787;
const defaultDirectory = join('.cosell', 'data');

export const usage = `Usage: npm start -- [options]

  --port N     port of the API, its pages and the console (default ${defaultPort}; 0 takes a free one)
  --data DIR   where everything is kept (default ${defaultDirectory})
  --fresh      forget everything kept in that directory first
  --record-calls FILE
               append to FILE what each function and state machine does, and on what (slower)
  --help       show this

COSELL_DYNAMODB_ENDPOINT names another DynamoDB (for instance DynamoDB Local) to use instead of the bundled one.`;

/** @param root a relative directory is taken from here. @throws Complaint naming the option that is wrong. */
export function readOptions(given: string[], root: string): Options {
  const { values } = parsed(given);
  const port = Number(values.port ?? defaultPort);
  if (!/^\d+$/.test(values.port ?? '0') || port > 65_535) {
    throw new Complaint(`--port must be a number from 0 to 65535; given: ${values.port}`);
  }
  if (values.data === '') throw new Complaint('--data must name a directory');
  return {
    port,
    dataDirectory: resolve(root, values.data ?? defaultDirectory),
    fresh: values.fresh ?? false,
    recordCalls: values['record-calls'] && resolve(root, values['record-calls']),
    help: values.help ?? false,
  };
}

function parsed(given: string[]) {
  try {
    return parseArgs({
      args: given,
      strict: true,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        fresh: { type: 'boolean' },
        'record-calls': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const reason = (error as Error).message.split(/\. |\n/, 1)[0];
    throw new Complaint(`${reason} (npm start -- --help shows the options)`);
  }
}
