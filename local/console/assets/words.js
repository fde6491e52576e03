// @ts-check
/** Instants, durations and names in a person's words. Pure. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** @param {number} instant epoch ms */
export function fullOf(instant) {
  return new Date(instant).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

/** A length of time in its two largest units: "3 days 4 h". @param {number} milliseconds */
export function lengthOf(milliseconds) {
  const size = Math.abs(milliseconds);
  if (size < second) return `${Math.round(size)} ms`;
  if (size < minute) return `${Math.floor(size / second)} s`;
  if (size < hour) return two(size, minute, 'min', second, 's');
  if (size < day) return two(size, hour, 'h', minute, 'min');
  return two(size, day, size < 2 * day ? 'day' : 'days', hour, 'h');
}

/** @param {number} size @param {number} large @param {string} largeName @param {number} small @param {string} smallName */
function two(size, large, largeName, small, smallName) {
  const rest = Math.floor((size % large) / small);
  return `${Math.floor(size / large)} ${largeName}${rest > 0 ? ` ${rest} ${smallName}` : ''}`;
}

/** "2 min ago", "in 3 days". @param {number} instant @param {number} now epoch ms, both */
export function agoOf(instant, now) {
  const distance = instant - now;
  const size = Math.abs(distance);
  if (size < 5 * second) return distance > second ? 'in a moment' : 'just now';
  const [length, unit] =
    size < minute ? [second, 's'] : size < hour ? [minute, 'min'] : size < day ? [hour, 'h'] : [day, 'day'];
  // What is past is rounded down; what is to come is rounded, so that a fresh "3 days" does not read "2 days".
  const count = distance < 0 ? Math.floor(size / length) : Math.round(size / length);
  const text = `${count} ${unit === 'day' && count !== 1 ? 'days' : unit}`;
  return distance < 0 ? `${text} ago` : `in ${text}`;
}

/** @type {Record<string, string>} */
const units = {
  s: 'S',
  sec: 'S',
  second: 'S',
  m: 'M',
  min: 'M',
  minute: 'M',
  h: 'H',
  hour: 'H',
  d: 'D',
  day: 'D',
  w: 'W',
  week: 'W',
};

/**
 * An ISO 8601 duration as typed, or one made of plain words ("36 h", "10 days"); undefined when it is neither.
 * @param {string} typed
 * @returns {string | undefined}
 */
export function durationOf(typed) {
  const text = typed.trim();
  if (
    /^p(?=.)(\d+(\.\d+)?w)?(\d+(\.\d+)?d)?(t(?=.)(\d+(\.\d+)?h)?(\d+(\.\d+)?m)?(\d+(\.\d+)?s)?)?$/i.test(text)
  ) {
    return text.toUpperCase();
  }
  const found = /^\+?\s*(\d+(?:\.\d+)?)\s*([a-z]+?)s?$/i.exec(text);
  const unit = found && (units[String(found[2]).toLowerCase()] ?? units[`${found[2]}s`.toLowerCase()]);
  if (!found || !unit) return undefined;
  return unit === 'D' || unit === 'W' ? `P${found[1]}${unit}` : `PT${found[1]}${unit}`;
}

/** SUCCEEDED as "succeeded", TIMED_OUT as "timed out". @param {string} status */
export function statusWords(status) {
  return status.toLowerCase().replaceAll('_', ' ');
}

/** The execution that an ARN names, as the console's id `<machine>:<name>`; undefined for any other text. @param {unknown} arn */
export function executionIdOf(arn) {
  if (typeof arn !== 'string') return undefined;
  const found = /^arn:[\w-]+:states:[\w-]*:\d*:execution:([^:\s]+):([^:\s]+)$/.exec(arn);
  return found ? `${found[1]}:${found[2]}` : undefined;
}

/**
 * A deployed name without what CloudFormation adds: `Shop-orderMachine16D47CB7` as "order".
 * @param {string} name
 */
export function plainName(name) {
  const short = name.replace(/[0-9A-F]{8}$/, '').replace(/^.*-(?=.)/, '');
  return short.replace(/(workflow)?(state)?machine$/i, '') || name;
}

/** An execution's id in few words: its machine and name. @param {string} id */
export function runWords(id) {
  const colon = id.indexOf(':');
  return `${plainName(id.slice(0, colon))} ${id.slice(colon + 1)}`;
}

/** Where an execution is shown. @param {string} id */
export function runPath(id) {
  return `/_local/runs/${encodeURIComponent(id)}`;
}

/** A mail's recipients in a few words. @param {string[]} to */
export function recipientsOf(to) {
  const [first = 'nobody'] = to;
  return to.length > 1 ? `${first} and ${to.length - 1} more` : first;
}
