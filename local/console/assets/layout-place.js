// @ts-check
/** The third step of the layered layout: where in its layer each node stands, so that edges run straight. Pure. */

/** @typedef {{ id: string, width: number, bend: boolean, x: number }} Placed x is the middle */

const sweeps = 24;
/** Straight long edges matter more than centred boxes. */
const bendWeight = 6;
/** Boxes are kept further apart than lines and their labels. */
const boxGap = 28;
const lineGap = 14;
/** Lines that lean less than this, in all, are put upright. */
const slant = 30;

/**
 * Sets x of every node in place, keeping the order and a gap between neighbours.
 * @param {Placed[][]} layers @param {[string, string][]} links
 */
export function place(layers, links) {
  const nodes = new Map(layers.flat().map((node) => [node.id, node]));
  const above = Map.groupBy(links, ([, to]) => to);
  const below = Map.groupBy(links, ([from]) => from);
  for (const layer of layers) pack(layer);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const last = sweep >= sweeps - 4;
    const order = sweep % 2 === 0 ? layers : layers.toReversed();
    for (const layer of order) {
      const wanted = layer.map((node) => {
        const up = (above.get(node.id) ?? []).map(([from]) => /** @type {Placed} */ (nodes.get(from)));
        const down = (below.get(node.id) ?? []).map(([, to]) => /** @type {Placed} */ (nodes.get(to)));
        const near = last ? [...up, ...down] : sweep % 2 === 0 ? up : down;
        return centreOf(node, near);
      });
      settle(layer, wanted);
    }
  }
  const over = layers
    .flat()
    .map(({ id }) => /** @type {[string, Placed[]]} */ ([id, linked(above.get(id), nodes)]));
  straighten(layers, new Map(over));
}

/** @param {[string, string][] | undefined} links @param {Map<string, Placed>} nodes */
function linked(links, nodes) {
  return (links ?? []).map(([from]) => /** @type {Placed} */ (nodes.get(from)));
}

/**
 * What stands nearly under its neighbour is put right under it, where there is room: least squares leave lines a
 * little aslant, which the eye takes for carelessness.
 * @param {Placed[][]} layers @param {Map<string, Placed[]>} above
 */
function straighten(layers, above) {
  for (const layer of layers) {
    layer.forEach((node, index) => {
      const near = (above.get(node.id) ?? []).toSorted(
        (a, b) => Math.abs(a.x - node.x) - Math.abs(b.x - node.x),
      );
      // Long edges go on as they came; boxes stand under boxes first.
      const alike = near.find(({ bend }) => bend === node.bend) ?? near[0];
      for (const { x } of alike ? [alike, ...near] : []) {
        if (Math.abs(x - node.x) <= slant && fits(layer, index, x)) {
          node.x = x;
          break;
        }
      }
    });
  }
}

/** @param {Placed[]} layer @param {number} index @param {number} x */
function fits(layer, index, x) {
  const node = /** @type {Placed} */ (layer[index]);
  const [before, after] = [layer[index - 1], layer[index + 1]];
  const left = before ? before.x + apart(before, node) : Number.NEGATIVE_INFINITY;
  const right = after ? after.x - apart(node, after) : Number.POSITIVE_INFINITY;
  return x >= left - 0.5 && x <= right + 0.5;
}

/** How far the middles of two neighbours are apart at least. @param {Placed} a @param {Placed} b */
function apart(a, b) {
  return (a.width + b.width) / 2 + (a.bend && b.bend ? lineGap : boxGap);
}

/** How far each node's middle stands from the first's when all stand as near as they may. @param {Placed[]} layer */
function offsetsOf(layer) {
  /** @type {number[]} */
  const offsets = [];
  layer.forEach((node, index) => {
    const before = layer[index - 1];
    offsets.push(before ? /** @type {number} */ (offsets[index - 1]) + apart(before, node) : 0);
  });
  return offsets;
}

/** @param {Placed[]} layer */
function pack(layer) {
  const offsets = offsetsOf(layer);
  layer.forEach((node, index) => {
    node.x = /** @type {number} */ (offsets[index]) - (offsets.at(-1) ?? 0) / 2;
  });
}

/** @param {Placed} node @param {Placed[]} near @returns {{ x: number, weight: number }} */
function centreOf(node, near) {
  if (near.length === 0) return { x: node.x, weight: 0.1 };
  const weights = near.map(({ bend }) => (bend && node.bend ? bendWeight : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const x =
    near.reduce((sum, other, index) => sum + other.x * /** @type {number} */ (weights[index]), 0) / total;
  return { x, weight: total };
}

/**
 * The nearest places to the wanted ones that keep order and gaps, by least squares: neighbours that would overlap
 * become a block that stands at the mean of its members' wishes.
 * @param {Placed[]} layer @param {{ x: number, weight: number }[]} wanted
 */
function settle(layer, wanted) {
  /** @type {{ x: number, weight: number, from: number }[]} */
  const blocks = [];
  const offsets = offsetsOf(layer);
  wanted.forEach(({ x, weight }, index) => {
    blocks.push({ x: x - /** @type {number} */ (offsets[index]), weight, from: index });
    for (
      let [b, a] = [blocks.at(-1), blocks.at(-2)];
      a && b && b.x < a.x;
      [b, a] = [blocks.at(-1), blocks.at(-2)]
    ) {
      const sum = a.weight + b.weight;
      blocks.splice(-2, 2, { x: (a.x * a.weight + b.x * b.weight) / sum, weight: sum, from: a.from });
    }
  });
  blocks.forEach(({ x, from }, index) => {
    const to = blocks[index + 1]?.from ?? layer.length;
    for (let at = from; at < to; at += 1) {
      /** @type {Placed} */ (layer[at]).x = x + /** @type {number} */ (offsets[at]);
    }
  });
}
