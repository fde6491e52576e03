// @ts-check
/** Keeps a page current while somebody looks at it, and says so when the runner is gone. */
import { byId, el, say } from './dom.js';
import { Gone, Refused, read } from './runner.js';
import { setClock } from './time.js';

const everyMs = 1500;

/** Set when the runner went away: it may come back with other data, and what was counted up counts no more. */
let away = false;
/** @type {(() => void) | undefined} */
let wake;

/**
 * Calls `refresh` now and every 1.5 s while the page is visible. `again` is true on the first call after the runner
 * was gone (and on the very first): everything has to be read anew.
 * @param {(again: boolean) => Promise<void>} refresh
 */
export async function live(refresh) {
  let again = true;
  document.addEventListener('visibilitychange', () => wake?.());
  for (;;) {
    if (document.visibilityState === 'visible') {
      try {
        const [clock] = await Promise.all([read('/_local/clock'), refresh(again || away)]);
        setClock(clock);
        again = false;
        away = false;
        present();
      } catch (error) {
        complain(error);
        again = true;
      }
    }
    await rest();
  }
}

/** Has the next reading happen at once. */
export function hurry() {
  wake?.();
}

/** @returns {Promise<void>} */
function rest() {
  return new Promise((resolve) => {
    const timer = setTimeout(done, document.visibilityState === 'visible' ? everyMs : 600_000);
    function done() {
      clearTimeout(timer);
      wake = undefined;
      resolve();
    }
    wake = done;
  });
}

function present() {
  lamp('on', 'The runner is there');
  byId('banner').replaceChildren();
}

/** @param {unknown} error */
function complain(error) {
  const gone = error instanceof Gone;
  away ||= gone;
  if (!gone && !(error instanceof Refused)) console.error(error);
  lamp('off', gone ? 'The runner has stopped' : 'The runner has trouble');
  const text = gone
    ? [
        'The runner has stopped; start it again with ',
        el('code', { text: 'npm start' }),
        '. This page comes back by itself.',
      ]
    : [`The runner could not answer: ${error instanceof Error ? error.message : error}`];
  const banner = el('p', { class: 'banner' }, ...text);
  if (byId('banner').textContent !== banner.textContent) byId('banner').replaceChildren(banner);
}

/** @param {'on' | 'off'} state @param {string} text */
function lamp(state, text) {
  byId('lamp').className = `lamp ${state}`;
  say(byId('lamp-text'), text);
}
