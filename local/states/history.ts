/** Events as GetExecutionHistory tells them. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
import type { Branch, Details, HistoryEvent, Run } from './run.ts';

/** AWS ends an execution that reaches this many events. */
export const EVENT_LIMIT = 25_000;

/** Adds an event after the branch's latest (or after `previous`) and gives its id. `at` in epoch ms. */
export function emit(
  run: Run,
  branch: Branch | undefined,
  at: number,
  type: string,
  details?: Details,
  previous?: number,
): number {
  run.lastEvent += 1;
  const event: HistoryEvent = {
    id: run.lastEvent,
    previousEventId: previous ?? branch?.last ?? 0,
    type,
    timestamp: at,
  };
  if (details) event[detailsName(type)] = details;
  run.events.push(event);
  if (branch) branch.last = run.lastEvent;
  return run.lastEvent;
}

function detailsName(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`;
}

/** Leaves out what is undefined, so that an absent Error or Cause stays absent. */
export function present(details: Details): Details {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

const DATA: Record<string, string> = {
  input: 'inputDetails',
  output: 'outputDetails',
  assignedVariables: 'assignedVariablesDetails',
};

/** The event for an answer: payloads say that they are whole, or are left out; instants through `instant`. */
export function shown<T>(event: HistoryEvent, withData: boolean, instant: (ms: number) => T): Details {
  const result: Details = { ...event, timestamp: instant(event.timestamp) };
  for (const [name, value] of Object.entries(event)) {
    if (!name.endsWith('Details')) continue;
    const details: Details = {};
    for (const [field, held] of Object.entries(value as Details)) {
      const data = DATA[field];
      if (!data || withData) details[field] = held;
      if (data && withData) details[data] = { truncated: false };
    }
    result[name] = details;
  }
  return result;
}
