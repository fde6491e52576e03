// @ts-check
/**
 * Lays out a graph of states in layers from top to bottom (after Sugiyama): states stand in every second layer, the
 * labels of the ways between them in the layers between. A Map or Parallel is laid out inside first and then stands
 * as one box. Pure.
 */
import { ordered } from './layout-order.js';
import { place } from './layout-place.js';
import { ranksOf, withoutCircles } from './layout-ranks.js';
import { labelWidth, stateSize } from './layout-sizes.js';

/** @typedef {import('./asl.js').Graph} Graph */
/** @typedef {import('./asl.js').Vertex} Vertex */
/** @typedef {import('./asl.js').Way} Way */
/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ id: string, type: string, caption: string, x: number, y: number, width: number, height: number, inner: Drawing[] }} Box x and y are its upper left */
/** @typedef {Way & { points: Point[], at?: Point, labelWidth: number }} Line `at` is the label's middle */
/** @typedef {{ x: number, y: number, width: number, height: number, boxes: Box[], lines: Line[] }} Drawing */
/** @typedef {{ id: string, width: number, height: number, bend: boolean, x: number, y: number }} Node */

const layerGap = 20;
const labelHeight = 20;
const innerPadding = 16;

/** @param {Graph} graph @returns {Drawing} with its upper left at 0, 0 */
export function layoutOf(graph) {
  const inner = new Map(graph.vertices.map(({ id, inner: graphs }) => [id, graphs.map(layoutOf)]));
  const ids = graph.vertices.map(({ id }) => id);
  const edges = withoutCircles(
    ids,
    graph.ways.filter(({ from, to }) => ids.includes(from) && ids.includes(to)),
  );
  const ranks = ranksOf(ids, edges);
  const { layers, links, chains } = layered(graph, edges, ranks, inner);
  const sorted = ordered(layers, links);
  place(sorted, links);
  const size = stack(sorted);
  const nodes = new Map(sorted.flat().map((node) => [node.id, node]));
  const boxes = graph.vertices.map((vertex) =>
    boxOf(vertex, /** @type {Node} */ (nodes.get(vertex.id)), inner.get(vertex.id) ?? []),
  );
  return { x: 0, y: 0, ...size, boxes, lines: linesOf(edges, chains, nodes) };
}

/**
 * @param {Graph} graph @param {(Way & { reversed: boolean })[]} edges @param {Map<string, number>} ranks
 * @param {Map<string, Drawing[]>} inner
 */
function layered(graph, edges, ranks, inner) {
  const first = Math.min(...ranks.values(), 0);
  const rankOf = (/** @type {string} */ id) => 2 * ((ranks.get(id) ?? first) - first);
  /** @type {Node[][]} */
  const layers = Array.from(
    { length: Math.max(...graph.vertices.map(({ id }) => rankOf(id)), 0) + 1 },
    () => [],
  );
  for (const vertex of graph.vertices) {
    const size = outerSize(vertex, inner.get(vertex.id) ?? []);
    layers[rankOf(vertex.id)]?.push({ ...size, id: vertex.id, bend: false, x: 0, y: 0 });
  }
  /** @type {[string, string][]} */
  const links = [];
  const chains = edges.map((edge, index) => {
    const [from, to] = [rankOf(edge.from), rankOf(edge.to)];
    const chain = [edge.from];
    for (let rank = from + 1; rank < to; rank += 1) {
      const labelled = edge.label !== '' && rank === (edge.reversed ? to - 1 : from + 1);
      const id = `${index}/${rank}`;
      const size = labelled
        ? { width: labelWidth(edge.label), height: labelHeight }
        : { width: 4, height: 0 };
      layers[rank]?.push({ id, ...size, bend: true, x: 0, y: 0 });
      chain.push(id);
    }
    if (from < to) chain.push(edge.to);
    for (const [at, id] of chain.slice(1).entries()) links.push([/** @type {string} */ (chain[at]), id]);
    return chain;
  });
  return { layers, links, chains };
}

/** @param {Vertex} vertex @param {Drawing[]} inner */
function outerSize(vertex, inner) {
  const own = stateSize(vertex);
  if (inner.length === 0) return own;
  const width = inner.reduce((sum, drawing) => sum + drawing.width + innerPadding, innerPadding);
  const height = own.height + Math.max(...inner.map((drawing) => drawing.height)) + innerPadding;
  return { width: Math.max(own.width, width), height };
}

/** Sets y layer by layer, and moves all so that nothing lies left of 0. @param {Node[][]} layers */
function stack(layers) {
  const left = Math.min(...layers.flat().map(({ x, width }) => x - width / 2));
  let y = 0;
  for (const layer of layers) {
    const height = Math.max(...layer.map((node) => node.height), 0);
    for (const node of layer) {
      node.x -= left;
      node.y = y + height / 2;
    }
    y += height + layerGap;
  }
  const width = Math.max(...layers.flat().map((node) => node.x + node.width / 2));
  return { width, height: y - layerGap };
}

/** @param {Vertex} vertex @param {Node} node @param {Drawing[]} inner @returns {Box} */
function boxOf(vertex, node, inner) {
  const { id, type, caption } = vertex;
  const [x, y] = [node.x - node.width / 2, node.y - node.height / 2];
  const free = node.width - inner.reduce((sum, { width }) => sum + width + innerPadding, -innerPadding);
  let at = x + free / 2;
  const placed = inner.map((drawing) => {
    const moved = { ...drawing, x: at, y: y + stateSize(vertex).height };
    at += drawing.width + innerPadding;
    return moved;
  });
  return { id, type, caption, x, y, width: node.width, height: node.height, inner: placed };
}

/**
 * @param {(Way & { reversed: boolean })[]} edges @param {string[][]} chains @param {Map<string, Node>} nodes
 * @returns {Line[]}
 */
function linesOf(edges, chains, nodes) {
  const node = (/** @type {string} */ id) => /** @type {Node} */ (nodes.get(id));
  // Ways that leave or reach a side of a box share it out, in the order in which they go on.
  const lower = Map.groupBy(
    chains.filter(({ length }) => length > 1),
    ([from = '']) => from,
  );
  const upper = Map.groupBy(
    chains.filter(({ length }) => length > 1),
    (chain) => String(chain.at(-1)),
  );
  return edges.map(({ reversed, ...edge }, index) => {
    const chain = /** @type {string[]} */ (chains[index]);
    const [first, last] = [node(/** @type {string} */ (chain[0])), node(String(chain.at(-1)))];
    if (chain.length < 2) return { ...edge, ...circle(first), labelWidth: labelWidth(edge.label) };
    const bends = chain.slice(1, -1).map(node);
    const from = {
      x: port(first, lower.get(first.id), chain, (other) => node(String(other[1])).x),
      y: first.y + first.height / 2,
    };
    const to = {
      x: port(last, upper.get(last.id), chain, (other) => node(String(other.at(-2))).x),
      y: last.y - last.height / 2,
    };
    const points = [from, ...bends.map(({ x, y }) => ({ x, y })), to];
    const labelled = bends.find(({ height }) => height > 0);
    const forwards = reversed ? { from: edge.to, to: edge.from, points: points.toReversed() } : { points };
    return {
      ...edge,
      ...forwards,
      ...(labelled && { at: { x: labelled.x, y: labelled.y } }),
      labelWidth: labelWidth(edge.label),
    };
  });
}

/** @param {Node} box @param {string[][]} [sharing] @param {string[]} [chain] @param {(chain: string[]) => number} [towards] */
function port(box, sharing = [], chain = [], towards = () => 0) {
  const sorted = sharing.toSorted((a, b) => towards(a) - towards(b));
  const step = Math.min(36, (box.width * 0.7) / Math.max(1, sorted.length));
  return box.x + (sorted.indexOf(chain) - (sorted.length - 1) / 2) * step;
}

/** A way from a state to itself goes out and in at its right. @param {Node} box */
function circle({ x, y, width, height }) {
  const side = x + width / 2;
  const points = [-0.2, -0.35, 0.35, 0.2].map((share, index) => ({
    x: side + (index % 3 === 0 ? 0 : 22),
    y: y + height * share,
  }));
  return { points, at: { x: side + 22, y } };
}
