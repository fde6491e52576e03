// @ts-check
/** What waits: the executions under way, each where it stands and until when, and queues that hold something. */
import { byId, counted, el, say } from './dom.js';
import { dueOf, parentOf } from './history.js';
import { showList } from './list.js';
import { Gone, read } from './runner.js';
import { now, timeOf } from './time.js';
import { plainName, runPath } from './words.js';

/** @typedef {{ id: string, machine: string, name: string, startedAt: string, states: string[], due: number | undefined, for: string | undefined }} Waiting */

const readAtMost = 24;
const shownAtMost = 8;

/**
 * Shows the executions that wait themselves; one that waits for a nested one is told with that.
 * @param {any[]} running @param {(due: number) => void} moveTo
 */
export async function showWaiting(running, moveTo) {
  const views = await Promise.all(
    running
      .slice(0, readAtMost)
      .map(({ id }) => read(`/_local/executions/${encodeURIComponent(id)}`).catch(missing)),
  );
  const found = views.filter((view) => view?.status === 'RUNNING');
  const parents = new Set(found.map(parentOf));
  const waiting = found.filter(({ id }) => !parents.has(id)).map(waitingOf);
  waiting.sort((a, b) => (a.due ?? Number.POSITIVE_INFINITY) - (b.due ?? Number.POSITIVE_INFINITY));
  showList(
    byId('waits'),
    waiting.slice(0, shownAtMost),
    ({ id }) => id,
    (run) => row(run, moveTo),
  );
  byId('waits-more').hidden = waiting.length <= shownAtMost && running.length <= readAtMost;
  say(byId('waits-more'), `All ${counted(running.length, 'run')} under way`);
  byId('waits-empty').hidden = waiting.length > 0;
}

/** Between the list and the look an execution may have gone; a runner that went is another matter. @param {unknown} error */
function missing(error) {
  if (error instanceof Gone) throw error;
  return undefined;
}

/** @param {import('./history.js').Execution} view @returns {Waiting} */
function waitingOf(view) {
  const { id, machine, name, startedAt, currentStates } = view;
  const parent = parentOf(view);
  return {
    id,
    machine,
    name,
    startedAt,
    states: currentStates,
    due: dueOf(view),
    for: parent?.slice(0, parent.indexOf(':')),
  };
}

/** @param {Waiting} run @param {(due: number) => void} moveTo */
function row({ id, machine, name, startedAt, states, due, for: parent }, moveTo) {
  const title = states.join(', ') || 'Between two states';
  const label = `Move the clock to when time runs out for ${title} of ${name}`;
  return el(
    'li',
    {},
    el(
      'a',
      { class: 'row', href: runPath(id) },
      el('strong', { text: title }),
      el('span', { class: 'row-side' }, due ? 'due ' : 'began ', timeOf(due ?? startedAt)),
      el(
        'span',
        { class: 'row-sub' },
        `${plainName(machine)}${parent ? ` of a ${plainName(parent)}` : ''} `,
        el('code', { text: name }),
      ),
    ),
    due !== undefined &&
      due > now() &&
      el(
        'button',
        { type: 'button', class: 'small', onclick: () => moveTo(due), 'aria-label': label },
        'Move the clock there',
      ),
  );
}

/** @param {{ name: string, visible: number, inFlight: number, delayed: number }[]} queues */
export function showQueues(queues) {
  const busy = queues.filter(({ visible, inFlight, delayed }) => visible + inFlight + delayed > 0);
  byId('queues-title').hidden = busy.length === 0;
  showList(
    byId('queues'),
    busy,
    ({ name }) => name,
    ({ name, visible, inFlight, delayed }) => {
      const held = [
        visible && `${visible} ready`,
        inFlight && `${inFlight} in flight`,
        delayed && `${delayed} delayed`,
      ];
      return el(
        'li',
        {},
        el(
          'span',
          { class: 'row' },
          el('span', { text: plainName(name), title: name }),
          el('span', { class: 'row-side', text: held.filter(Boolean).join(', ') }),
        ),
      );
    },
  );
}
