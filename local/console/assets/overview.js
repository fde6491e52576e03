// @ts-check
/** The overview: counts, the clock, what waits. */
import { byId, counted, el, say } from './dom.js';
import { live } from './live.js';
import { prepareClock } from './moving.js';
import { read } from './runner.js';
import { timeOf } from './time.js';
import { showQueues, showWaiting } from './waits.js';
import { recipientsOf } from './words.js';

const recordsAtOnce = 200;
/** What had happened when the table was last counted. */
let countedAt = -1;
/** @type {{ sequence: number, detailType: string, time?: string }[]} */
let events = [];

const moveTo = prepareClock(async () => {
  const [mails, fresh] = await Promise.all([
    read('/_local/mail'),
    read(`/_local/events?after=${lastSequence()}`),
  ]);
  return { mails: mails.length, events: events.length + fresh.length };
});

function lastSequence() {
  return events.at(-1)?.sequence ?? 0;
}

/** @param {boolean} again */
async function refresh(again) {
  if (again) {
    events = [];
    countedAt = -1;
  }
  const [fresh, runs, queues, mails] = await Promise.all([
    read(`/_local/events?after=${lastSequence()}`),
    read('/_local/executions'),
    read('/_local/queues'),
    read('/_local/mail'),
  ]);
  events = events.concat(fresh);
  const running = runs.filter((/** @type {any} */ { status }) => status === 'RUNNING');
  const mail = mails.at(-1);
  tile('mail', mails.length, mail && [timeOf(mail.sentAt), `, to ${recipientsOf(mail.to)}`]);
  tile('events', events.length, lastEvent());
  tile('runs', running.length, [runs.length === 0 ? 'none yet' : `${counted(runs.length, 'run')} in all`]);
  showQueues(queues);
  await Promise.all([showWaiting(running, moveTo), countRecords(events.length + mails.length)]);
}

function lastEvent() {
  const last = events.at(-1);
  if (!last) return undefined;
  const words = last.detailType.replace(/^cosell\.|\.v\d+$/g, '').replaceAll(/[._]/g, ' ');
  return last.time ? [timeOf(last.time), `, ${words}`] : [words];
}

/** @param {string} name @param {number | string} count @param {(string | Node)[]} [note] */
function tile(name, count, note = ['none yet']) {
  say(byId(`count-${name}`), typeof count === 'number' ? count.toLocaleString('en-GB') : count);
  const fresh = el('span', {}, ...note);
  const place = byId(`note-${name}`);
  if (place.textContent !== fresh.textContent) place.replaceChildren(...fresh.childNodes);
}

/** The table is read only when something has happened: a scan is the dearest of all questions. @param {number} happened */
async function countRecords(happened) {
  if (happened === countedAt) return;
  const { items, next } = await read(`/_local/records?limit=${recordsAtOnce}`);
  const kinds = new Set(items.map((/** @type {any} */ { entity }) => entity)).size;
  tile('records', next ? `${recordsAtOnce}+` : items.length, [
    items.length === 0 ? 'none yet' : `of ${counted(kinds, 'kind')}`,
  ]);
  countedAt = happened;
}

live(refresh);
