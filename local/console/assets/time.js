// @ts-check
/** The runner's clock as the page shows it, and instants told by it. */
import { byId, el, say } from './dom.js';
import { agoOf, fullOf } from './words.js';

/** What the runner's clock is ahead of this browser's, in ms. */
let ahead = 0;
/** What it is ahead of the machine's own, in ms. */
let moved = 0;
let known = false;

/** @param {{ now: string, offsetMs?: number }} clock */
export function setClock(clock) {
  ahead = Date.parse(clock.now) - Date.now();
  moved = clock.offsetMs ?? moved;
  known = true;
  tick();
}

/** The runner's clock, epoch ms. */
export function now() {
  return Date.now() + ahead;
}

/** What the clock was moved by, in ms. */
export function movedMs() {
  return moved;
}

/**
 * An instant told as the time since or until then; kept current.
 * @param {string | number} instant
 */
export function timeOf(instant) {
  const at = new Date(instant);
  const iso = at.toISOString();
  const text = known ? agoOf(at.getTime(), now()) : fullOf(at.getTime());
  return el('time', {
    datetime: iso,
    title: `${fullOf(at.getTime())} (${iso})`,
    'data-ago': at.getTime(),
    text,
  });
}

/** @type {Set<() => void>} */
const watchers = new Set();

/** Calls the function each second, and when the clock is known or moves. @param {() => void} watcher */
export function onTick(watcher) {
  watchers.add(watcher);
}

function tick() {
  if (!known) return;
  const instant = now();
  const clock = byId('now');
  clock.dateTime = new Date(instant).toISOString();
  say(clock, fullOf(instant));
  for (const element of document.querySelectorAll('time[data-ago]')) {
    say(element, agoOf(Number(/** @type {HTMLElement} */ (element).dataset.ago), instant));
  }
  for (const watcher of watchers) watcher();
}

setInterval(tick, 1000);
