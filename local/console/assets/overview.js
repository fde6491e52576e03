// @ts-check
/** The overview: counts, the clock and its buttons, what waits. */
import { byId, counted, el, say } from './dom.js';
import { dueOf } from './history.js';
import { showList } from './list.js';
import { hurry, live } from './live.js';
import { advanceClock, Gone, read } from './runner.js';
import { movedMs, now, onTick, timeOf } from './time.js';
import { durationOf, lengthOf, recipientsOf, runPath } from './words.js';

const recordsAtOnce = 200;
const shownWaiting = 8;
let recordsAt = -1;

/** @type {any[]} */
let mails = [];
/** @type {any[]} */
let events = [];

/** @param {boolean} again */
async function refresh(again) {
  if (again) {
    events = [];
    recordsAt = -1;
  }
  const after = events.at(-1)?.sequence ?? 0;
  const [fresh, runs, queues, mailbox] = await Promise.all([
    read(`/_local/events?after=${after}`),
    read('/_local/executions'),
    read('/_local/queues'),
    read('/_local/mail'),
  ]);
  events = events.concat(fresh);
  mails = mailbox;
  const running = runs.filter((/** @type {any} */ run) => run.status === 'RUNNING');
  tile(
    'mail',
    mails.length,
    mails.at(-1) && [`to ${recipientsOf(mails.at(-1).to)}, `, timeOf(mails.at(-1).sentAt)],
  );
  tile('events', events.length, lastEvent());
  tile('runs', running.length, [`${counted(runs.length, 'execution')} in all`]);
  showList(byId('queues'), queues.filter(isBusy), (queue) => queue.name, queueRow);
  byId('queues-title').hidden = !queues.some(isBusy);
  await Promise.all([showWaiting(running), countRecords()]);
}

function lastEvent() {
  const last = events.at(-1);
  return last && [last.detailType.replace(/^cosell\./, ''), ...(last.time ? [', ', timeOf(last.time)] : [])];
}

/** @param {string} name @param {number | string} count @param {(string | Node)[]} [note] */
function tile(name, count, note = ['none yet']) {
  say(byId(`count-${name}`), typeof count === 'number' ? count.toLocaleString('en-GB') : count);
  const place = byId(`note-${name}`);
  const fresh = el('span', {}, ...note);
  if (place.textContent !== fresh.textContent) place.replaceChildren(...fresh.childNodes);
}

/** The table is read only when something has happened: a scan is the dearest of all questions. */
async function countRecords() {
  const happened = events.length + mails.length;
  if (happened === recordsAt) return;
  const { items, next, table } = await read(`/_local/records?limit=${recordsAtOnce}`);
  tile('records', next ? `${recordsAtOnce}+` : items.length, [items.length === 0 ? 'none yet' : table]);
  recordsAt = happened;
}

/** @param {any[]} running */
async function showWaiting(running) {
  const some = running.slice(0, shownWaiting);
  const views = await Promise.all(
    some.map(({ id }) => read(`/_local/executions/${encodeURIComponent(id)}`).catch(missing)),
  );
  const standing = views.filter((view) => view !== undefined);
  const seen = standing.map((view) => ({
    id: view.id,
    states: view.currentStates,
    due: dueOf(view),
    startedAt: view.startedAt,
    machine: view.machine,
    name: view.name,
  }));
  showList(byId('waits'), seen, ({ id }) => id, waitingRow);
  const rest = running.length - some.length;
  byId('waits-more').hidden = rest <= 0;
  say(byId('waits-more'), `and ${rest} more`);
  byId('waits-empty').hidden = running.length > 0;
}

/** Between the list and the look an execution may have gone; a runner that went is another matter. @param {unknown} error */
function missing(error) {
  if (error instanceof Gone) throw error;
  return undefined;
}

/** @param {{ id: string, states: string[], due: number | undefined, startedAt: string, machine: string, name: string }} run */
function waitingRow({ id, states, due, startedAt, machine, name }) {
  return el(
    'li',
    {},
    el(
      'a',
      { class: 'row', href: runPath(id) },
      el('span', { class: 'row-main' }, el('strong', { text: states.join(', ') || 'between states' })),
      el('span', { class: 'row-side' }, due ? 'until ' : 'since ', timeOf(due ?? startedAt)),
      el('span', { class: 'row-sub' }, `${machine} `, el('code', { text: name })),
    ),
    due !== undefined &&
      due > now() &&
      el(
        'button',
        {
          type: 'button',
          class: 'small',
          onclick: () => moveTo(due),
          'aria-label': `Move the clock to the end of ${states.join(', ')} of ${name}`,
        },
        'Move the clock there',
      ),
  );
}

/** @param {{ visible: number, inFlight: number, delayed: number }} queue */
function isBusy({ visible, inFlight, delayed }) {
  return visible + inFlight + delayed > 0;
}

/** @param {{ name: string, visible: number, inFlight: number, delayed: number }} queue */
function queueRow({ name, visible, inFlight, delayed }) {
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
      el('span', { class: 'row-main', text: name }),
      el('span', { class: 'row-side', text: held.filter(Boolean).join(', ') }),
    ),
  );
}

/** @param {number} due */
function moveTo(due) {
  const seconds = Math.max(1, Math.ceil((due - now()) / 1000));
  return move(`PT${seconds}S`);
}

/** Moves the clock and tells what happened on the way. @param {string} duration */
async function move(duration) {
  const controls = [
    ...document.querySelectorAll('[data-advance], #advance button, #advance input, #waits button'),
  ];
  const before = { mails: mails.length, events: events.length };
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  for (const control of controls) /** @type {HTMLButtonElement} */ (control).disabled = true;
  say(byId('clock-said'), 'Moving the clock through everything that falls due …');
  try {
    await advanceClock(duration);
    const [mailbox, heard] = await Promise.all([
      read('/_local/mail'),
      read(`/_local/events?after=${events.at(-1)?.sequence ?? 0}`),
    ]);
    const [sent, told] = [mailbox.length - before.mails, events.length + heard.length - before.events];
    say(byId('clock-said'), `Moved. On the way: ${counted(sent, 'mail')}, ${counted(told, 'event')}.`);
  } catch (error) {
    say(byId('clock-said'), error instanceof Error ? error.message : String(error));
  } finally {
    for (const control of controls) /** @type {HTMLButtonElement} */ (control).disabled = false;
    if (focused?.isConnected) focused.focus({ preventScroll: true });
    hurry();
  }
}

for (const button of document.querySelectorAll('[data-advance]')) {
  button.addEventListener('click', () => move(String(/** @type {HTMLElement} */ (button).dataset.advance)));
}
byId('advance').addEventListener('submit', (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  const duration = durationOf(byId('duration').value);
  byId('duration').setAttribute('aria-invalid', String(!duration));
  if (duration) move(duration);
  else say(byId('clock-said'), 'Type a duration such as P2DT6H, 36 h or 10 days.');
});
onTick(() => {
  const instant = new Date(now());
  say(byId('clock-time'), instant.toLocaleTimeString('en-GB'));
  say(
    byId('clock-date'),
    instant.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
  );
  say(
    byId('clock-offset'),
    movedMs() < 1000
      ? 'Runs with this machine’s clock.'
      : `${lengthOf(movedMs())} ahead of this machine’s clock.`,
  );
});
live(refresh);
