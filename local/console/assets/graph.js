// @ts-check
/** The drawing of a state machine, and the marks on it of what has run. */
import { graphOf } from './asl.js';
import { svg } from './dom.js';
import { wayOf } from './history.js';
import { layoutOf } from './layout.js';
import { linesOf } from './layout-sizes.js';

/** @typedef {import('./layout.js').Drawing} Drawing */
/** @typedef {import('./layout.js').Box} Box */
/** @typedef {import('./layout.js').Line} Line */
/** @typedef {import('./layout.js').Point} Point */

const margin = 20;

/**
 * Draws a definition. A state is a button: `choose` is told its name.
 * @param {any} definition @param {(state: string) => void} choose
 */
export function drawMachine(definition, choose) {
  const drawing = layoutOf(graphOf(definition));
  const [width, height] = [Math.ceil(drawing.width + 2 * margin), Math.ceil(drawing.height + 2 * margin)];
  const image = svg('svg', {
    class: 'machine',
    viewBox: `${-margin} ${-margin} ${width} ${height}`,
    width,
    height,
  });
  image.append(arrows(), part(drawing, choose));
  return image;
}

/** @param {Drawing} drawing @param {(state: string) => void} choose @returns {SVGElement} */
function part({ x, y, boxes, lines }, choose) {
  // Ways first, their labels over them, states over all: the order in the document is the order of painting.
  return svg(
    'g',
    { transform: x || y ? `translate(${x} ${y})` : null },
    ...lines.map(lineView),
    ...lines.filter(({ label }) => label).map(labelView),
    ...boxes.map((box) => boxView(box, choose)),
  );
}

function arrows() {
  const arrow = (/** @type {string} */ name) =>
    svg(
      'marker',
      {
        id: `arrow-${name}`,
        class: `arrow ${name}`,
        viewBox: '0 0 8 8',
        refX: 7,
        refY: 4,
        markerWidth: 8,
        markerHeight: 8,
        markerUnits: 'userSpaceOnUse',
        orient: 'auto',
      },
      svg('path', { d: 'M0 .5 8 4 0 7.5z' }),
    );
  return svg('defs', {}, arrow('plain'), arrow('taken'));
}

/** @param {Line} line */
function lineView({ from, to, kind, points }) {
  return svg('path', {
    class: `way ${kind}`,
    d: curve(points),
    'data-way': wayOf(from, to),
    'marker-end': 'url(#arrow-plain)',
  });
}

/** A smooth way through all points that leaves the first and reaches the last upright and never turns back. @param {Point[]} points */
function curve(points) {
  const [first, ...rest] = points;
  const leans = points.map((_, index) => leanAt(points, index));
  let at = /** @type {Point} */ (first);
  let path = `M${round(at.x)} ${round(at.y)}`;
  rest.forEach((next, index) => {
    const third = (next.y - at.y) / 3;
    const [before = 0, after = 0] = [leans[index], leans[index + 1]];
    path += `C${round(at.x + before * third)} ${round(at.y + third)} ${round(next.x - after * third)} ${round(next.y - third)} ${round(next.x)} ${round(next.y)}`;
    at = next;
  });
  return path;
}

/** How far the way leans (x by y) at a point: upright at its ends and where it turns from left to right. @param {Point[]} points @param {number} index */
function leanAt(points, index) {
  const [before, at, after] = [points[index - 1], /** @type {Point} */ (points[index]), points[index + 1]];
  if (!before || !after) return 0;
  const [into, out] = [slope(before, at), slope(at, after)];
  return into * out <= 0 ? 0 : (2 * into * out) / (into + out);
}

/** @param {Point} from @param {Point} to */
function slope(from, to) {
  return to.y === from.y ? 0 : (to.x - from.x) / (to.y - from.y);
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/** @param {Line} line */
function labelView({ label, title, kind, at, points, labelWidth, from, to }) {
  const { x, y } = at ?? /** @type {Point} */ (points[Math.floor(points.length / 2)]);
  return svg(
    'g',
    { class: `label ${kind}`, 'data-way': wayOf(from, to) },
    svg('title', { text: title }),
    svg('rect', { x: round(x - labelWidth / 2), y: round(y - 10), width: labelWidth, height: 20, rx: 10 }),
    svg('text', { x: round(x), y: round(y + 4), text: label }),
  );
}

/** @param {Box} box @param {(state: string) => void} choose */
function boxView(box, choose) {
  const { id, type, caption, x, y, width, height, inner } = box;
  if (type === 'Terminal') {
    const r = width / 2;
    return svg(
      'g',
      { class: 'terminal', 'data-state': id },
      svg('circle', { cx: round(x + r), cy: round(y + r), r }),
      id.trim() === 'end' && svg('circle', { class: 'dot', cx: round(x + r), cy: round(y + r), r: r - 5 }),
    );
  }
  const lines = linesOf(id);
  const middle = round(x + width / 2);
  const pick = () => choose(id);
  const state = svg(
    'g',
    {
      class: `state ${type.toLowerCase()}`,
      'data-state': id,
      'data-caption': caption,
      role: 'button',
      tabindex: 0,
      'aria-pressed': 'false',
      onclick: pick,
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        pick();
      },
    },
    svg('rect', {
      class: 'halo',
      x: round(x - 5),
      y: round(y - 5),
      width: round(width + 10),
      height: round(height + 10),
      rx: 15,
    }),
    svg('rect', {
      class: 'body',
      x: round(x),
      y: round(y),
      width: round(width),
      height: round(height),
      rx: 10,
    }),
    svg('text', { class: 'caption', x: middle, y: round(y + 20), text: caption }),
    ...lines.map((line, index) =>
      svg('text', { class: 'name', x: middle, y: round(y + 39 + index * 18), text: line }),
    ),
    svg(
      'g',
      { class: 'badge' },
      svg('rect', { x: round(x + width - 26), y: round(y - 10), width: 34, height: 20, rx: 10 }),
      svg('text', { x: round(x + width - 9), y: round(y + 4) }),
    ),
  );
  return svg('g', {}, state, ...inner.map((drawing) => part(drawing, choose)));
}

/**
 * Marks what has run on a drawing. Nothing is drawn anew, so nothing flickers and the focus stays.
 * @param {Element} image
 * @param {ReturnType<typeof import('./history.js').marksOf>} marks
 * @param {string | undefined} chosen
 */
export function markMachine(image, { entered, failed, taken, current }, chosen) {
  for (const state of image.querySelectorAll('[data-state]')) {
    const { state: name = '', caption } = /** @type {SVGElement} */ (state).dataset;
    const times = entered.get(name) ?? 0;
    const [stands, fell] = [current.has(name), failed.has(name)];
    state.classList.toggle('ran', times > 0);
    state.classList.toggle('now', stands);
    state.classList.toggle('failed', fell);
    if (state.classList.contains('terminal')) continue;
    state.setAttribute('aria-pressed', String(name === chosen));
    const told = stands ? 'stands here now' : fell ? 'failed' : times > 0 ? 'has run' : 'has not run';
    state.setAttribute(
      'aria-label',
      `${name}, ${caption}, ${told}${times > 1 ? `, entered ${times} times` : ''}`,
    );
    const badge = state.querySelector('.badge');
    badge?.classList.toggle('shown', times > 1);
    const count = badge?.querySelector('text');
    if (count && count.textContent !== `×${times}`) count.textContent = `×${times}`;
  }
  for (const way of image.querySelectorAll('[data-way]')) {
    const took = taken.has(String(/** @type {SVGElement} */ (way).dataset.way));
    way.classList.toggle('taken', took);
    if (way.classList.contains('way'))
      way.setAttribute('marker-end', `url(#arrow-${took ? 'taken' : 'plain'})`);
  }
}
