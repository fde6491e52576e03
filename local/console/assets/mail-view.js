// @ts-check
/** One mail. Its HTML is shown in a frame in which nothing runs and nothing can be sent. */
import { el } from './dom.js';
import { timeOf } from './time.js';
import { fullOf } from './words.js';

/** @typedef {{ id: string, from?: string, to: string[], cc?: string[], bcc?: string[], subject: string, text?: string, html?: string, sentAt: string }} Mail */

/**
 * No scripts, no forms, no access to this page; a link may only open a tab of its own, and that tab is free of these
 * limits because the mail's pages (a decision) need them off.
 */
const sandbox = 'allow-popups allow-popups-to-escape-sandbox';

/** @param {Mail} mail @returns {HTMLElement} */
export function mailView(mail) {
  const views = [
    ...(mail.html ? [{ name: 'HTML', body: framed(mail) }] : []),
    { name: 'Text', body: textView(mail) },
  ];
  const panel = el('div', {
    class: 'mail-body',
    role: 'tabpanel',
    id: 'mail-panel',
    'aria-labelledby': 'tab-0',
  });
  return el(
    'article',
    { class: 'mail' },
    el('h2', { text: mail.subject || '(no subject)' }),
    el(
      'dl',
      { class: 'facts' },
      ...people('From', mail.from ? [mail.from] : []),
      ...people('To', mail.to),
      ...people('Cc', mail.cc),
      ...people('Bcc', mail.bcc),
      el(
        'div',
        {},
        el('dt', { text: 'Sent' }),
        el('dd', {}, `${fullOf(Date.parse(mail.sentAt))}, `, timeOf(mail.sentAt)),
      ),
    ),
    tabs(views, panel),
    panel,
  );
}

/** @param {string} label @param {string[]} [addresses] */
function people(label, addresses = []) {
  return addresses.length > 0
    ? [el('div', {}, el('dt', { text: label }), el('dd', { text: addresses.join(', ') }))]
    : [];
}

/** @param {{ name: string, body: HTMLElement }[]} views @param {HTMLElement} panel */
function tabs(views, panel) {
  const buttons = views.map(({ name }, index) =>
    el('button', {
      type: 'button',
      role: 'tab',
      id: `tab-${index}`,
      'aria-controls': 'mail-panel',
      text: name,
      onclick: () => choose(index),
    }),
  );
  /** @param {number} chosen */
  function choose(chosen) {
    buttons.forEach((button, index) => {
      button.setAttribute('aria-selected', String(index === chosen));
      button.tabIndex = index === chosen ? 0 : -1;
    });
    panel.setAttribute('aria-labelledby', `tab-${chosen}`);
    panel.replaceChildren(.../** @type {HTMLElement[]} */ ([views[chosen]?.body]));
  }
  const list = el(
    'div',
    { class: 'tabs', role: 'tablist', 'aria-label': 'How the mail is shown' },
    ...buttons,
  );
  list.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = (buttons.indexOf(/** @type {any} */ (document.activeElement)) + 1) % buttons.length;
    choose(other);
    buttons[other]?.focus();
  });
  choose(0);
  return list;
}

/** @param {Mail} mail */
function framed({ html = '', subject }) {
  const frame = el('iframe', { sandbox, title: `The mail “${subject}”`, referrerpolicy: 'no-referrer' });
  // The first base counts: whatever the mail says, its links open in a tab of their own.
  frame.srcdoc = `<!doctype html><base target="_blank">${html}`;
  return frame;
}

/** @param {Mail} mail */
function textView({ text }) {
  if (!text) return el('p', { class: 'empty', text: 'This mail has no text part.' });
  const parts = text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])/);
  const linked = parts.map((part, index) =>
    index % 2 === 1
      ? el('a', { href: part, target: '_blank', rel: 'noopener noreferrer', text: part })
      : part,
  );
  return el('pre', { class: 'mail-text', tabindex: '0' }, ...linked);
}
