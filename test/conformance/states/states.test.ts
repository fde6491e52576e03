import type { State } from '../../../local/states/asl.ts';
import { Failure, matches } from '../../../local/states/failure.ts';
import { planRetry } from '../../../local/states/retry.ts';
import { conforms } from '../cases.ts';
import { failures, names, retries } from './failures.ts';
import { histories, type Told } from './histories.ts';
import { kindsOfStates } from './kinds.ts';
import { runOf } from './machines.ts';

conforms('states', kindsOfStates, runOf, { partly: true });
conforms('failures, time limits, Map, Parallel, nested executions', failures, runOf, { partly: true });
conforms('names of errors', names, ([listed, error]) => matches(listed, new Failure(error)));
conforms('retriers', retries, (retrier) => {
  const state: State = { Type: 'Task', Retry: [{ ErrorEquals: ['States.ALL'], ...retrier }] };
  const waits: (number | undefined)[] = [];
  do waits.push(planRetry(state, new Failure('Mine'), [waits.length], () => 0.5)?.delay);
  while (waits.at(-1) !== undefined);
  return waits;
});
conforms('histories', histories, async (given) =>
  (await runOf(given)).history.map(({ type, previousEventId }): Told => [type, previousEventId]),
);
