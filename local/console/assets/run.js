// @ts-check
/** One execution: its machine drawn, where it stands, and all that has happened. */
import { captionOf } from './asl.js';
import { byId, counted, el, say } from './dom.js';
import { drawMachine, markMachine } from './graph.js';
import { detailsOf, dueOf, marksOf, nestedOf, parentOf, statesOf } from './history.js';
import { jsonView, unfolded } from './json.js';
import { opening, showList } from './list.js';
import { live } from './live.js';
import { Refused, read } from './runner.js';
import { timeOf } from './time.js';
import { fullOf, lengthOf, plainName, runPath, runWords, statusWords } from './words.js';

/** @typedef {import('./history.js').Execution} Execution */
/** @typedef {import('./history.js').HistoryEvent} HistoryEvent */

const id = decoded(location.pathname.slice('/_local/runs/'.length));
/** @type {Execution} */
let run;
/** What the page shows now, so that only what changed is made anew. */
let shown = '';
let drawn = '';
/** @type {string | undefined} */
let chosen;

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function refresh() {
  try {
    run = await read(`/_local/executions/${encodeURIComponent(id)}`);
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 404) throw error;
    byId('run').hidden = true;
    if (!byId('empty').hidden) return;
    byId('empty').hidden = false;
    byId('empty').replaceChildren(...missing());
    return;
  }
  byId('run').hidden = false;
  byId('empty').hidden = true;
  const print = `${run.status} ${run.history.length} ${run.currentStates}`;
  if (print === shown) return;
  shown = print;
  render();
}

function missing() {
  const all = el('a', { href: '/_local/runs', text: 'All runs' });
  return [
    el('h1', { text: 'No such run' }),
    el('p', {}, 'Nothing here ran as ', el('code', { text: id }), '. ', all),
  ];
}

function render() {
  document.title = `${plainName(run.machine)} ${run.name} · Cosell local console`;
  for (const [place, text] of [
    ['crumb', plainName(run.machine)],
    ['name', run.name],
    ['status', statusWords(run.status)],
  ])
    say(byId(String(place)), String(text));
  byId('status').className = `status ${run.status.toLowerCase()}`;
  byId('facts').replaceChildren(...facts());
  byId('fault').hidden = !run.error;
  say(byId('fault'), run.error ? `${run.error}${run.cause ? `: ${run.cause}` : ''}` : '');
  renderGraph();
  renderState();
  renderHistory();
  fill('input', run.input);
  if (run.output !== undefined) fill('output', run.output);
  else
    byId('output').replaceChildren(
      el('p', { class: 'soft', text: run.status === 'RUNNING' ? 'Not yet: it still runs.' : 'None.' }),
    );
}

function facts() {
  const fact = (/** @type {string} */ label, /** @type {(string | Node)[]} */ ...value) =>
    el('div', {}, el('dt', { text: label }), el('dd', {}, ...value));
  const at = (/** @type {string | number} */ instant) => [
    `${fullOf(new Date(instant).getTime())}, `,
    timeOf(instant),
  ];
  const due = dueOf(run);
  const parent = parentOf(run);
  const nested = [...new Set(run.history.flatMap((event) => nestedOf(event) ?? []))];
  const link = (/** @type {string} */ other) => el('a', { href: runPath(other), text: runWords(other) });
  return [
    fact('Machine', run.machine),
    fact('Started', ...at(run.startedAt)),
    ...(run.stoppedAt
      ? [
          fact('Ended', ...at(run.stoppedAt)),
          fact('Took', lengthOf(Date.parse(run.stoppedAt) - Date.parse(run.startedAt))),
        ]
      : []),
    ...(run.currentStates.length > 0 && run.status === 'RUNNING'
      ? [fact('Stands in', run.currentStates.join(', '))]
      : []),
    ...(due ? [fact('Until', ...at(due))] : []),
    ...(parent ? [fact('Started by', link(parent))] : []),
    ...nested.map((other) => fact('Started', link(other))),
  ];
}

function renderGraph() {
  const print = JSON.stringify(run.definition);
  const place = byId('graph');
  if (drawn !== print) {
    place.replaceChildren(drawMachine(run.definition, choose));
    drawn = print;
    // A machine wider than the screen begins in its middle, where its start is.
    place.scrollLeft = (place.scrollWidth - place.clientWidth) / 2;
  }
  markMachine(/** @type {Element} */ (place.firstElementChild), marksOf(run), chosen);
}

/** @param {string} state */
function choose(state) {
  chosen = chosen === state ? undefined : state;
  markMachine(byId('graph').firstElementChild, marksOf(run), chosen);
  renderState();
  renderHistory();
}

function renderState() {
  const name =
    chosen ??
    run.currentStates[0] ??
    run.history.findLast((event) => event.stateEnteredEventDetails)?.stateEnteredEventDetails.name;
  const state = find(run.definition, name);
  if (!state)
    return byId('state-body').replaceChildren(
      el('p', { class: 'soft', text: 'Choose a state in the drawing.' }),
    );
  const times = marksOf(run).entered.get(name) ?? 0;
  byId('state-body').replaceChildren(
    el('h3', { text: name }),
    el('p', {
      class: 'soft',
      text: `${captionOf(state)}. ${times === 0 ? 'Not entered.' : `Entered ${times === 1 ? 'once' : `${times} times`}.`}`,
    }),
    jsonView(withoutInner(state)),
  );
}

/** A state wherever it stands. @param {any} states @param {string} name @returns {any} */
function find(states, name) {
  for (const [key, state] of Object.entries(states?.States ?? {})) {
    if (key === name) return state;
    for (const inner of [...(state.Branches ?? []), state.ItemProcessor].filter(Boolean)) {
      const found = find(inner, name);
      if (found) return found;
    }
  }
  return undefined;
}

/** The states inside have their own places in the drawing. @param {any} state */
function withoutInner({ Branches, ItemProcessor, ...state }) {
  return state;
}

function renderHistory() {
  const states = statesOf(run.history);
  const found = chosen ? run.history.filter((event) => states.get(event.id) === chosen) : run.history;
  showList(
    byId('history'),
    found,
    (event) => String(event.id),
    (event) => row(event, states.get(event.id)),
    (event) => event.id,
  );
  say(
    byId('count'),
    chosen ? `${counted(found.length, 'event')} of “${chosen}”` : counted(found.length, 'event'),
  );
  byId('all-states').hidden = !chosen;
}

/** @param {HistoryEvent} event @param {string | undefined} state */
function row(event, state) {
  const nested = nestedOf(event);
  const bad = /Failed|TimedOut|Aborted/.test(event.type);
  const head = [
    el('span', { class: 'feed-number', text: event.id }),
    el('span', { class: 'feed-main' }, el('strong', { class: bad && 'bad', text: event.type })),
    el('span', { class: 'feed-sub', text: state ?? '' }),
    el('time', {
      datetime: event.timestamp,
      title: event.timestamp,
      text: `+${lengthOf(Date.parse(event.timestamp) - Date.parse(run.startedAt))}`,
    }),
  ];
  return el(
    'li',
    {},
    opening(head, () => [
      el(
        'p',
        { class: 'soft' },
        fullOf(Date.parse(event.timestamp)),
        event.previousEventId > 0 && `, follows event ${event.previousEventId}`,
      ),
      ...(nested ? [el('p', {}, el('a', { href: runPath(nested), text: `Open ${runWords(nested)}` }))] : []),
      jsonView(unfolded(detailsOf(event) ?? {}).value),
    ]),
  );
}

/** @param {string} place @param {unknown} value */
function fill(place, value) {
  const view = jsonView(unfolded(value).value);
  if (byId(place).textContent !== view.textContent) byId(place).replaceChildren(view);
}

byId('all-states').addEventListener('click', () => choose(String(chosen)));
live(refresh);
