// @ts-check
/** JSON as a person reads it: indented, coloured, links where a text is one, and JSON kept as text opened. */
import { el } from './dom.js';
import { executionIdOf, runPath } from './words.js';

const token = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Beyond this a value is shown plain: tens of thousands of elements would make the page slow. */
const colouredCharacters = 60_000;

/** @param {unknown} value @returns {HTMLElement} */
export function jsonView(value) {
  const text = JSON.stringify(value, null, 2) ?? 'undefined';
  const code = el('code');
  if (text.length > colouredCharacters) code.textContent = text;
  else code.append(...coloured(text));
  return el('pre', { class: 'json', tabindex: '0' }, code);
}

/** @param {string} text @returns {(Node | string)[]} */
function coloured(text) {
  /** @type {(Node | string)[]} */
  const out = [];
  let from = 0;
  for (const found of text.matchAll(token)) {
    out.push(text.slice(from, found.index));
    const [whole, string, colon] = found;
    if (string === undefined) out.push(el('span', { class: 'n', text: whole }));
    else if (colon !== undefined) out.push(el('span', { class: 'k', text: string }), colon);
    else out.push(stringView(string));
    from = found.index + whole.length;
  }
  out.push(text.slice(from));
  return out;
}

/** @param {string} quoted */
function stringView(quoted) {
  const text = String(JSON.parse(quoted));
  const run = executionIdOf(text);
  if (run) return el('a', { class: 's', href: runPath(run), text: quoted });
  if (/^https?:\/\/[^\s]+$/.test(text)) {
    return el('a', { class: 's', href: text, target: '_blank', rel: 'noopener noreferrer', text: quoted });
  }
  return el('span', { class: 's', text: quoted });
}

/**
 * The value with every text that is a JSON object or list parsed, however deep; `opened` names the attributes.
 * @param {unknown} value
 * @returns {{ value: unknown, opened: string[] }}
 */
export function unfolded(value) {
  /** @type {Set<string>} */
  const opened = new Set();
  return { value: unfold(value, '', opened), opened: [...opened] };
}

/** @param {unknown} value @param {string} name @param {Set<string>} opened @returns {unknown} */
function unfold(value, name, opened) {
  if (Array.isArray(value)) return value.map((item) => unfold(item, name, opened));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, unfold(held, key, opened)]));
  }
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    const inner = JSON.parse(value);
    opened.add(name);
    return unfold(inner, name, opened);
  } catch {
    return value;
  }
}
