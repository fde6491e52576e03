import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createActivity, type WatchedActivity } from '../../../local/activity.ts';
import { createClock, type MovableClock } from '../../../local/clock.ts';
import type { Functions, Ground, Invocation, Properties, Resource, Stack } from '../../../local/parts.ts';
import { openStore } from '../../../local/store.ts';
import { identify } from '../../../local/template/identity.ts';

const place = {
  stackName: 'Test',
  region: 'us-east-1',
  account: '123456789012',
  baseUrl: 'http://localhost:1',
  endpointUrl: 'http://127.0.0.1:2',
};

/** A resource as the template's reader would give it. */
export function resource(type: string, logicalId: string, properties: Properties = {}): Resource {
  const { ref, arn } = identify(type, logicalId, properties, place);
  return { logicalId, type, properties, ref, arn };
}

export function stackOf(resources: Resource[]): Stack {
  return {
    name: place.stackName,
    region: place.region,
    account: place.account,
    resources: new Map(resources.map((one) => [one.logicalId, one])),
    outputs: {},
    ofType: (type) => resources.filter((one) => one.type === type),
    assetPath: () => '',
  };
}

export interface TestGround extends Ground {
  clock: MovableClock;
  activity: WatchedActivity;
  folder: string;
  lines: Record<string, unknown>[];
  /** Ends it; `keep` leaves the files for another ground on the same folder. */
  end(keep?: boolean): void;
}

export function groundOf(
  resources: Resource[],
  folder = mkdtempSync(join(tmpdir(), 'cosell-unit-')),
): TestGround {
  const store = openStore(folder);
  const activity = createActivity();
  const clock = createClock(activity);
  const lines: Record<string, unknown>[] = [];
  return {
    stack: stackOf(resources),
    clock,
    activity,
    store,
    folder,
    lines,
    log: (line) => void lines.push(line),
    end: (keep = false) => {
      clock.close();
      store.close();
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const fails = (errorMessage = 'no'): Invocation => ({
  ok: false,
  error: { errorType: 'Error', errorMessage },
});

/** Functions that answer as told; `calls` keeps what they were given. */
export function fakeFunctions(
  answer: (event: Properties, name: string) => Invocation | Promise<Invocation> = () => ({
    ok: true,
    payload: null,
  }),
): Functions & { calls: { name: string; event: Properties }[] } {
  const calls: { name: string; event: Properties }[] = [];
  return {
    calls,
    invoke: async (name, event) => {
      calls.push({ name, event: event as Properties });
      return answer(event as Properties, name);
    },
  };
}

/** Settles when the condition holds. @throws Error after two seconds */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 2_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
