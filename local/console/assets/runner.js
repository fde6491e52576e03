// @ts-check
/** The runner's JSON API, and word of whether the runner is there. */

/** The runner does not answer at all. */
export class Gone extends Error {}

/** The runner refused or failed. */
export class Refused extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const answerWithinMs = 15_000;

/**
 * Reads JSON from the runner. @throws Gone, Refused
 * @param {string} path
 * @returns {Promise<any>}
 */
export function read(path) {
  return ask(path, { signal: AbortSignal.timeout(answerWithinMs) });
}

/**
 * Moves the clock; takes as long as what falls due on the way. @throws Gone, Refused
 * @param {string} duration ISO 8601
 * @returns {Promise<{ now: string }>}
 */
export function advanceClock(duration) {
  return ask('/_local/clock', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advance: duration }),
  });
}

/** @param {string} path @param {RequestInit} how @returns {Promise<any>} */
async function ask(path, how) {
  let response;
  let body;
  try {
    response = await fetch(path, { ...how, headers: { accept: 'application/json', ...how.headers } });
    body = await response.text();
  } catch {
    throw new Gone('The runner has stopped');
  }
  const answer = parsed(body);
  if (response.ok && answer !== undefined) return answer;
  throw new Refused(
    response.status,
    answer?.error ?? answer?.message ?? `The runner answered ${response.status}`,
  );
}

/** @param {string} body */
function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
