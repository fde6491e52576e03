// @ts-check
/** The bus: events as they come. */
import { byId, counted, el, say } from './dom.js';
import { jsonView, unfolded } from './json.js';
import { opening, showList } from './list.js';
import { live } from './live.js';
import { read } from './runner.js';
import { timeOf } from './time.js';

/** @typedef {{ sequence: number, source: string, detailType: string, detail: any, time?: string, bus?: string }} Event */

const pageSize = 200;
/** @type {Event[]} oldest first */
let events = [];
/** What the filter looks through, made once an event. @type {WeakMap<Event, string>} */
const texts = new WeakMap();
let shownAtMost = pageSize;
let loaded = false;

/** @param {boolean} again */
async function refresh(again) {
  const fresh = await read(`/_local/events?after=${again ? 0 : (events.at(-1)?.sequence ?? 0)}`);
  if (again) events = [];
  if (loaded && !again && fresh.length === 0) return;
  loaded = true;
  events = events.concat(fresh);
  offerTypes();
  render();
}

function offerTypes() {
  const select = byId('type');
  const types = [...new Set(events.map(({ detailType }) => detailType))].sort();
  const known = new Set([...select.options].map(({ value }) => value));
  for (const type of types) if (!known.has(type)) select.append(el('option', { value: type, text: type }));
}

function render() {
  const type = byId('type').value;
  /** @type {string[]} */
  const words = byId('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = events.filter(
    (event) => (!type || event.detailType === type) && words.every((word) => textOf(event).includes(word)),
  );
  const newest = found.slice(-shownAtMost).reverse();
  // An event never changes: its number is all that its row depends on.
  showList(
    byId('events'),
    newest,
    ({ sequence }) => String(sequence),
    row,
    ({ sequence }) => sequence,
  );
  byId('more').hidden = found.length <= shownAtMost;
  say(
    byId('count'),
    found.length === events.length
      ? counted(found.length, 'event')
      : `${found.length} of ${counted(events.length, 'event')}`,
  );
  byId('empty').hidden = found.length > 0;
  say(
    byId('empty'),
    events.length > 0
      ? 'No event matches.'
      : 'No event yet. Whatever changes a record is told here, as soon as it is written.',
  );
}

/** @param {Event} event */
function textOf(event) {
  const text = texts.get(event) ?? JSON.stringify(event).toLowerCase();
  texts.set(event, text);
  return text;
}

/** @param {Event} event */
function row(event) {
  const { sequence, source, detailType, detail } = event;
  const at = event.time ?? detail?.time;
  const subject = detail?.subject ?? detail?.data?.id;
  const head = [
    el('span', { class: 'feed-number', text: sequence }),
    el('span', { class: 'feed-main' }, typeView(detailType)),
    el('span', { class: 'feed-sub' }, subject && el('code', { text: subject }), summaryOf(detail?.data)),
    at ? timeOf(at) : '',
  ].filter((part) => part !== '');
  return el(
    'li',
    {},
    opening(head, () => [
      el('p', { class: 'soft', text: `From ${source}${event.bus ? ` on the bus ${event.bus}` : ''}` }),
      jsonView(unfolded(detail).value),
    ]),
  );
}

/** The last words of a type say what happened: they stand out, and break before the verb. @param {string} type */
function typeView(type) {
  const found = /^(.*?)([^.]+\.)([^.]+)(\.v\d+)?$/.exec(type);
  if (!found) return el('strong', { text: type });
  const [, before, record, verb, version = ''] = found;
  return el(
    'span',
    { class: 'type' },
    el('span', { class: 'soft', text: before }),
    el('strong', {}, record, el('wbr'), verb),
    el('span', { class: 'soft', text: version }),
  );
}

/** @param {any} data */
function summaryOf(data) {
  if (typeof data?.status !== 'string') return '';
  const { previousStatus: before, status } = data;
  return ` ${typeof before === 'string' && before !== status ? `${before} → ` : ''}${status}`;
}

byId('filter').addEventListener('input', render);
byId('type').addEventListener('change', render);
byId('more').addEventListener('click', () => {
  shownAtMost += pageSize;
  render();
});
byId('filter').value = new URLSearchParams(location.search).get('find') ?? '';
live(refresh);
