// @ts-check
/** The executions of all machines. */
import { byId, counted, el, say } from './dom.js';
import { showList } from './list.js';
import { live } from './live.js';
import { read } from './runner.js';
import { timeOf } from './time.js';
import { lengthOf, plainName, runPath, statusWords } from './words.js';

/** @typedef {{ id: string, machine: string, name: string, status: string, startedAt: string, stoppedAt?: string }} Run */

const shownAtMost = 500;
/** @type {Run[]} */
let runs = [];
let status = new URLSearchParams(location.search).get('status') ?? '';
let loaded = false;

async function refresh() {
  runs = await read('/_local/executions');
  loaded = true;
  const known = new Set([...byId('machine').options].map(({ value }) => value));
  for (const machine of [...new Set(runs.map((run) => run.machine))].sort()) {
    if (!known.has(machine))
      byId('machine').append(el('option', { value: machine, text: plainName(machine) }));
  }
  render();
}

function render() {
  const machine = byId('machine').value;
  const part = byId('filter').value.trim().toLowerCase();
  const some = runs.filter(
    (run) => (!machine || run.machine === machine) && run.name.toLowerCase().includes(part),
  );
  const found = some.filter((run) => !status || run.status === status);
  const statuses = ['', ...new Set(['RUNNING', 'SUCCEEDED', 'FAILED', ...runs.map((run) => run.status)])];
  const chips = statuses.map((name) => ({
    name,
    count: some.filter((run) => !name || run.status === name).length,
    on: name === status,
  }));
  showList(byId('statuses'), runs.length > 0 ? chips : [], ({ name }) => name, chip);
  showList(byId('runs'), found.slice(0, shownAtMost), ({ id }) => id, row);
  byId('runs').hidden = found.length === 0;
  say(byId('count'), loaded ? counted(found.length, 'run') : '');
  byId('empty').hidden = !loaded || found.length > 0;
  say(
    byId('empty'),
    runs.length > 0
      ? 'No run matches.'
      : 'Nothing has run yet. A workflow starts when a record asks for a decision.',
  );
}

/** @param {{ name: string, count: number, on: boolean }} chip */
function chip({ name, count, on }) {
  return el(
    'button',
    {
      type: 'button',
      class: 'chip',
      'aria-pressed': String(on),
      onclick: () => {
        status = name;
        render();
      },
    },
    name ? statusWords(name) : 'all',
    ' ',
    el('span', { class: 'chip-count', text: count }),
  );
}

/** @param {Run} run */
function row({ id, machine, name, status: state, startedAt, stoppedAt }) {
  const took = stoppedAt && `took ${lengthOf(Date.parse(stoppedAt) - Date.parse(startedAt))}`;
  return el(
    'li',
    {},
    el(
      'a',
      { class: 'row', href: runPath(id) },
      el('strong', { text: plainName(machine), title: machine }),
      el('span', { class: `status ${state.toLowerCase()}`, text: statusWords(state) }),
      el(
        'span',
        { class: 'row-sub' },
        el('code', { text: name }),
        ' started ',
        timeOf(startedAt),
        took ? `, ${took}` : '',
      ),
    ),
  );
}

byId('machine').addEventListener('change', render);
byId('filter').addEventListener('input', render);
live(refresh);
