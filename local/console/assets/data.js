// @ts-check
/** The data: the table's items by entity. */
import { byId, counted, el, say } from './dom.js';
import { jsonView, unfolded } from './json.js';
import { opening, showList } from './list.js';
import { hurry, live } from './live.js';
import { read } from './runner.js';

/** @typedef {Record<string, unknown>} Item */

const pageSize = 200;
/** Among all entities, each shows its first; chosen alone, it shows all. */
const shownOfEach = 12;
/** How many pages are read each time; "more" adds one. */
let pagesAtMost = 2;
/** @type {Item[]} */
let items = [];
let more = false;
let entity = '';
let loaded = false;
/** Everything that happened when the table was last read, and what was asked. */
let readFor = '';

/** @param {boolean} again */
async function refresh(again) {
  const prefix = byId('prefix').value.trim();
  const { underWay, ...health } = await read('/_local/health');
  const fresh = `${prefix}\n${pagesAtMost}\n${invocations(health)}`;
  if (!again && readFor === fresh && loaded) return;
  const found = await readPages(prefix);
  if (prefix !== byId('prefix').value.trim()) return hurry();
  [items, more, loaded] = [found.items, found.more, true];
  // What is still under way may write yet.
  readFor = Object.keys(underWay ?? {}).length > 0 ? '' : fresh;
  render();
}

/** Items change only by functions and by the clock: when neither moved, the table is not read again. @param {any} health */
function invocations({ functions = [], now }) {
  return `${JSON.stringify(functions)} ${String(now).slice(0, 15)}`;
}

/** @param {string} prefix */
async function readPages(prefix) {
  /** @type {Item[]} */
  let found = [];
  let after = '';
  for (let page = 0; page < pagesAtMost; page += 1) {
    const query = new URLSearchParams({ prefix, limit: String(pageSize), ...(after && { after }) });
    const answer = await read(`/_local/records?${query}`);
    found = found.concat(answer.items);
    after = answer.next ?? '';
    if (!after) break;
  }
  return { items: found, more: after !== '' };
}

function render() {
  const byEntity = Map.groupBy(items, entityOf);
  if (!byEntity.has(entity)) entity = '';
  const names = [...byEntity.keys()].sort();
  const chips = ['', ...names].map((name) => ({
    name,
    count: name ? byEntity.get(name)?.length : items.length,
    on: name === entity,
  }));
  showList(byId('entities'), items.length > 0 ? chips : [], ({ name }) => name, chip);
  const groups = names.filter((name) => !entity || name === entity);
  showList(
    byId('groups'),
    groups,
    (name) => name,
    group,
    (name) => name,
  );
  for (const name of groups) fillGroup(name, byEntity.get(name) ?? []);
  byId('more').hidden = !more;
  say(byId('count'), `${counted(items.length, 'item')}${more ? ' read so far' : ''}`);
  byId('empty').hidden = items.length > 0;
  const none = byId('prefix').value.trim()
    ? 'No item’s partition key begins with that.'
    : 'The table is empty. What the API creates appears here.';
  say(byId('empty'), none);
}

/** @param {Item} item */
function entityOf(item) {
  return typeof item.entity === 'string' ? item.entity : 'other';
}

/** @param {{ name: string, count: number | undefined, on: boolean }} chip */
function chip({ name, count = 0, on }) {
  return el(
    'button',
    {
      type: 'button',
      class: 'chip',
      'aria-pressed': String(on),
      onclick: () => choose(name),
    },
    name || 'all',
    ' ',
    el('span', { class: 'chip-count', text: count }),
  );
}

/** @param {string} name of an entity, or nothing for all */
function choose(name) {
  entity = name;
  render();
}

/** @param {string} name */
function group(name) {
  return el(
    'section',
    { class: 'group', 'data-entity': name },
    el('h2', { text: name.replaceAll(/[_-]/g, ' ') }),
    el('ul', { class: 'feed' }),
    el('button', { type: 'button', class: 'small', onclick: () => choose(name) }),
  );
}

/** @param {string} name @param {Item[]} found */
function fillGroup(name, found) {
  const section = [...byId('groups').children].find(
    (child) => /** @type {HTMLElement} */ (child).dataset.entity === name,
  );
  const list = section?.querySelector('ul');
  const all = section?.querySelector('button');
  if (!list || !all) return;
  const shown = entity ? found : found.slice(0, shownOfEach);
  showList(list, shown, (item) => `${item.pk}\n${item.sk}`, row);
  all.hidden = shown.length === found.length;
  say(all, `Show all ${found.length}`);
}

/** Keys first, and the body, which is long, last. @param {Item} item */
function inOrder({ pk, sk, entity: kind, summary, body, ...rest }) {
  return { pk, sk, entity: kind, ...rest, summary, body };
}

/** What a person would call the item, if its body says. @param {Item} item @returns {string | undefined} */
function nameIn({ body }) {
  const value = /** @type {any} */ (unfolded(body).value);
  return [value?.title, value?.name, value?.email].find((name) => typeof name === 'string');
}

/** @param {Item} item */
function row(item) {
  const head = [
    el(
      'span',
      { class: 'feed-main' },
      el('code', { class: 'key', text: item.pk }),
      ' ',
      el('code', { class: 'key soft', text: item.sk }),
    ),
    el(
      'span',
      { class: 'feed-sub' },
      [nameIn(item), item.status, item.revision !== undefined && `revision ${item.revision}`, item.type]
        .filter((part) => typeof part === 'string')
        .join(' · '),
    ),
  ];
  return el(
    'li',
    {},
    opening(head, () => {
      const { value, opened } = unfolded(inOrder(item));
      const note =
        opened.length > 0 &&
        el('p', { class: 'soft' }, 'Kept as JSON text, shown parsed: ', opened.join(', '));
      return [...(note ? [note] : []), jsonView(value)];
    }),
  );
}

byId('prefix').value = new URLSearchParams(location.search).get('prefix') ?? '';
let typing = 0;
byId('prefix').addEventListener('input', () => {
  clearTimeout(typing);
  typing = window.setTimeout(hurry, 200);
});
byId('more').addEventListener('click', () => {
  pagesAtMost += 2;
  hurry();
});
live(refresh);
