// @ts-check
/** What an execution's history says about its states. Pure. */
import { executionIdOf } from './words.js';

/** @typedef {{ id: number, previousEventId: number, type: string, timestamp: string, [details: string]: any }} HistoryEvent */
/** @typedef {{ id: string, machine: string, name: string, status: string, startedAt: string, stoppedAt?: string, input: any, output?: any, error?: string, cause?: string, currentStates: string[], definition: any, history: HistoryEvent[] }} Execution */

/** The ends of the drawing, which are no states: a space comes first so that no state is likely to be named so. */
export const START = ' start';
export const END = ' end';

/**
 * The state that each event belongs to, by the event's id: its own, or that of the event it follows.
 * @param {HistoryEvent[]} history
 * @returns {Map<number, string>}
 */
export function statesOf(history) {
  const states = new Map();
  for (const event of history) {
    const state = nameIn(event) ?? states.get(event.previousEventId);
    if (state !== undefined) states.set(event.id, state);
  }
  return states;
}

/** @param {HistoryEvent} event @returns {string | undefined} */
function nameIn(event) {
  return event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name;
}

/**
 * What has run: how often each state was entered, which stand now, which failed, and the ways taken (`from → to`).
 * @param {Execution} execution
 */
export function marksOf({ history, status, currentStates }) {
  const states = statesOf(history);
  /** @type {Map<string, number>} */
  const entered = new Map();
  const failed = new Set();
  const taken = new Set();
  for (const event of history) {
    if (event.type === 'ExecutionStarted') entered.set(START, 1);
    const before = states.get(event.previousEventId) ?? START;
    if (event.stateEnteredEventDetails) {
      const { name } = event.stateEnteredEventDetails;
      entered.set(name, (entered.get(name) ?? 0) + 1);
      taken.add(wayOf(before, name));
    }
    if (event.type.startsWith('Execution') && event.type !== 'ExecutionStarted') {
      taken.add(wayOf(before, END));
      entered.set(END, 1);
      if (status !== 'SUCCEEDED' && before !== START) failed.add(before);
    }
  }
  return { entered, failed, taken, current: new Set(status === 'RUNNING' ? currentStates : []) };
}

/** @param {string} from @param {string} to */
export function wayOf(from, to) {
  return `${from}\n${to}`;
}

/** The execution that an event started, as the console's id. @param {HistoryEvent} event */
export function nestedOf(event) {
  const output = event.taskSubmittedEventDetails?.output ?? event.taskSucceededEventDetails?.output;
  if (typeof output !== 'string') return undefined;
  try {
    return executionIdOf(JSON.parse(output)?.ExecutionArn);
  } catch {
    return undefined;
  }
}

/** The execution that started this one, as the service notes it in the input. @param {Execution} execution */
export function parentOf({ input }) {
  return executionIdOf(input?.AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID);
}

/**
 * The earliest instant (epoch ms) at which time runs out for a state that stands now; undefined when none is known.
 * @param {Execution} execution
 */
export function dueOf({ history, currentStates, status }) {
  if (status !== 'RUNNING') return undefined;
  const states = statesOf(history);
  const dues = currentStates.map((name) => {
    const last = history.findLast((event) => states.get(event.id) === name && limitOf(event) !== undefined);
    return last && Date.parse(last.timestamp) + /** @type {number} */ (limitOf(last)) * 1000;
  });
  const known = dues.filter((due) => due !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** @param {HistoryEvent} event @returns {number | undefined} */
function limitOf(event) {
  const details = event.taskScheduledEventDetails ?? event.lambdaFunctionScheduledEventDetails;
  return details?.timeoutInSeconds;
}

/** The details of an event without what says only that they are whole. @param {HistoryEvent} event */
export function detailsOf(event) {
  const found = Object.entries(event).find(([name]) => name.endsWith('EventDetails'));
  if (!found) return undefined;
  return Object.fromEntries(
    Object.entries(found[1]).filter(([name]) => !/^(input|output|assignedVariables)Details$/.test(name)),
  );
}
