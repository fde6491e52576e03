// @ts-check
/** How much room words need in the drawing, estimated: nothing is measured, so that layout needs no page. Pure. */

const nameCharacter = 7.6;
const captionCharacter = 6.2;
const labelCharacter = 6.3;
const longestLine = 22;

/** A state's name in at most two lines. @param {string} name @returns {string[]} */
export function linesOf(name) {
  if (name.length <= longestLine) return [name];
  const middle = name.length / 2;
  const spaces = [...name.matchAll(/[\s_-]|(?<=[a-z])(?=[A-Z])/g)].map(({ index }) => index);
  const nearest = spaces.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
  const lines = nearest === undefined ? [name] : [name.slice(0, nearest).trim(), name.slice(nearest).trim()];
  return lines.map((line) => (line.length > 32 ? `${line.slice(0, 31)}…` : line));
}

/** @param {{ id: string, type: string, caption: string }} vertex */
export function stateSize({ id, type, caption }) {
  if (type === 'Terminal') return { width: 18, height: 18 };
  const lines = linesOf(id);
  const words = Math.max(
    ...lines.map((line) => line.length * nameCharacter),
    caption.length * captionCharacter,
  );
  return { width: Math.max(120, Math.round(words + 36)), height: 34 + 18 * lines.length };
}

/** @param {string} label */
export function labelWidth(label) {
  return Math.round(label.length * labelCharacter + 14);
}
