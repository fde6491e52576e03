// @ts-check
/** The clock on the overview, and the controls that move it. */
import { byId, counted, say } from './dom.js';
import { hurry } from './live.js';
import { advanceClock } from './runner.js';
import { movedMs, now, onTick } from './time.js';
import { durationOf, lengthOf } from './words.js';

/** @typedef {{ mails: number, events: number }} Counts */

/**
 * Gives the controls their work. `count` reads how many mails and events there are, to tell what a move brought.
 * @param {() => Promise<Counts>} count
 */
export function prepareClock(count) {
  const move = (/** @type {string} */ duration) => moveBy(duration, count);
  for (const button of document.querySelectorAll('[data-advance]')) {
    button.addEventListener('click', () => move(String(/** @type {HTMLElement} */ (button).dataset.advance)));
  }
  byId('advance').addEventListener('submit', (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const duration = durationOf(byId('duration').value);
    byId('duration').setAttribute('aria-invalid', String(!duration));
    if (duration) return move(duration);
    say(byId('clock-said'), 'Type a duration such as P2DT6H, 36 h or 10 days.');
  });
  onTick(showClock);
  /** Moves to an instant, epoch ms. */
  return (/** @type {number} */ due) => move(`PT${Math.max(1, Math.ceil((due - now()) / 1000))}S`);
}

function showClock() {
  const instant = new Date(now());
  const day = {
    weekday: /** @type {const} */ ('long'),
    day: /** @type {const} */ ('numeric'),
    month: /** @type {const} */ ('long'),
    year: /** @type {const} */ ('numeric'),
  };
  say(byId('clock-time'), instant.toLocaleTimeString('en-GB'));
  say(byId('clock-date'), instant.toLocaleDateString('en-GB', day));
  const ahead =
    movedMs() < 1000
      ? 'Runs with this machine’s clock.'
      : `${lengthOf(movedMs())} ahead of this machine’s clock.`;
  say(byId('clock-offset'), ahead);
}

/** @param {string} duration @param {() => Promise<Counts>} count */
async function moveBy(duration, count) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  enable(false);
  say(byId('clock-said'), 'Moving the clock through all that falls due …');
  try {
    const before = await count();
    await advanceClock(duration);
    const after = await count();
    const brought = [
      counted(after.mails - before.mails, 'mail'),
      counted(after.events - before.events, 'event'),
    ];
    say(byId('clock-said'), `Moved. On the way: ${brought.join(', ')}.`);
  } catch (error) {
    say(byId('clock-said'), error instanceof Error ? error.message : String(error));
  } finally {
    enable(true);
    if (focused?.isConnected) focused.focus({ preventScroll: true });
    hurry();
  }
}

/** @param {boolean} may */
function enable(may) {
  const controls = document.querySelectorAll(
    '[data-advance], #advance button, #advance input, #waits button',
  );
  for (const control of controls) /** @type {HTMLButtonElement} */ (control).disabled = !may;
}
