// @ts-check
/** The mailbox: every mail that the stack sent, the newest first, and the one that is open. */
import { byId, counted, el, say } from './dom.js';
import { showList } from './list.js';
import { live } from './live.js';
import { mailView } from './mail-view.js';
import { read } from './runner.js';
import { timeOf } from './time.js';
import { recipientsOf } from './words.js';

/** @typedef {import('./mail-view.js').Mail} Mail */

const root = '/_local/mailbox';
/** @type {Mail[]} newest first */
let mails = [];
let loaded = false;
/** The mail that is shown, so that it is built once and its frame is not loaded again. @type {string | undefined} */
let shown;

async function refresh() {
  mails = (await read('/_local/mail')).reverse();
  loaded = true;
  render();
}

function render() {
  const wanted = byId('filter').value.trim().toLowerCase();
  const found = mails.filter((mail) => `${mail.subject} ${mail.to.join(' ')}`.toLowerCase().includes(wanted));
  const open = openId();
  document.body.classList.toggle('reading', open !== undefined);
  showList(
    byId('mails'),
    found,
    ({ id }) => id,
    row,
    (mail) => [mail.id, mail.id === open],
  );
  say(byId('count'), loaded ? counted(found.length, 'mail') : '');
  const none =
    mails.length === 0
      ? 'No mail yet. When a record asks somebody for a decision, the mail to them arrives here.'
      : 'No mail matches.';
  byId('empty').hidden = !loaded || found.length > 0;
  say(byId('empty'), none);
  renderOpen(open);
}

/** @param {string | undefined} open */
function renderOpen(open) {
  const mail = mails.find(({ id }) => id === open);
  const key = mail ? mail.id : `${open}:${loaded}`;
  if (shown === key) return;
  shown = key;
  document.title = `${mail ? mail.subject : 'Mailbox'} · Cosell local console`;
  const back = el('a', { class: 'back', href: root, text: 'All mails' });
  if (mail) byId('mail').replaceChildren(back, mailView(mail));
  else if (open && loaded)
    byId('mail').replaceChildren(back, el('p', { class: 'empty', text: 'There is no such mail here.' }));
  else
    byId('mail').replaceChildren(
      el('p', { class: 'empty', text: mails.length > 0 ? 'Choose a mail to read it.' : '' }),
    );
}

/** @param {Mail} mail */
function row({ id, to, subject, sentAt }) {
  const current = id === openId();
  return el(
    'li',
    {},
    el(
      'a',
      { href: `${root}/${encodeURIComponent(id)}`, 'aria-current': current && 'true' },
      el('strong', { text: subject || '(no subject)' }),
      el('span', { class: 'mail-to', text: recipientsOf(to) }),
      timeOf(sentAt),
    ),
  );
}

/** @returns {string | undefined} */
function openId() {
  const rest = location.pathname.slice(root.length + 1);
  try {
    return rest === '' ? undefined : decodeURIComponent(rest);
  } catch {
    return rest;
  }
}

/** Links to mails open in place; with a modifier key they do what the browser does. @param {MouseEvent} event */
function follow(event) {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link?.pathname.startsWith(root) || link.target || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (link.pathname !== location.pathname) history.pushState(null, '', link.pathname);
  render();
  // On a small screen the list gives way to the mail, and what had the focus is gone from view.
  const narrow = matchMedia('(max-width: 59.99rem)').matches;
  if (narrow) scrollTo(0, 0);
  if (narrow && openId()) byId('mail').focus({ preventScroll: true });
}

/** Arrow keys go through the list. @param {KeyboardEvent} event */
function step(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...byId('mails').querySelectorAll('a')];
  const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (by === undefined || at < 0) return;
  event.preventDefault();
  links[at + by]?.focus();
}

document
  .querySelector('.panes')
  ?.addEventListener('click', (event) => follow(/** @type {MouseEvent} */ (event)));
byId('mails').addEventListener('keydown', step);
byId('filter').addEventListener('input', render);
addEventListener('popstate', render);
live(refresh);
