// @ts-check
/** The second step of the layered layout: the order within each layer that lets few edges cross. Pure. */

/** @typedef {{ above: number[], below: number[] }} Neighbours indices within the layer above and below */

const sweeps = 12;

/**
 * Orders the layers by barycentres, down and up, and keeps the best order seen.
 * @template {{ id: string }} N
 * @param {N[][]} layers
 * @param {[string, string][]} links from a node to one in the next layer, by id
 * @returns {N[][]}
 */
export function ordered(layers, links) {
  const below = Map.groupBy(links, ([from]) => from);
  const above = Map.groupBy(links, ([, to]) => to);
  let now = layers.map((layer) => [...layer]);
  let best = now;
  let fewest = crossings(now, links);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep += 1) {
    const down = sweep % 2 === 0;
    const next = now.map((layer) => [...layer]);
    const order = next.map((_, index) => index);
    for (const index of down ? order : order.reverse()) {
      const places = placesOf(next[down ? index - 1 : index + 1] ?? []);
      const near = (/** @type {N} */ { id }) =>
        (down ? above.get(id)?.map(([from]) => from) : below.get(id)?.map(([, to]) => to)) ?? [];
      next[index] = byCentre(/** @type {N[]} */ (next[index]), near, places);
    }
    now = next;
    const count = crossings(now, links);
    if (count < fewest) [best, fewest] = [now, count];
  }
  return best;
}

/** @param {{ id: string }[]} layer */
function placesOf(layer) {
  return new Map(layer.map(({ id }, index) => [id, index]));
}

/**
 * @template {{ id: string }} N
 * @param {N[]} layer @param {(node: N) => string[]} near @param {Map<string, number>} places
 * @returns {N[]}
 */
function byCentre(layer, near, places) {
  const centred = layer.map((node, index) => {
    const found = near(node).flatMap((id) => places.get(id) ?? []);
    const centre = found.length > 0 ? found.reduce((sum, place) => sum + place, 0) / found.length : index;
    return { node, centre, index };
  });
  return centred.sort((a, b) => a.centre - b.centre || a.index - b.index).map(({ node }) => node);
}

/**
 * How many pairs of links cross.
 * @param {{ id: string }[][]} layers @param {[string, string][]} links
 */
export function crossings(layers, links) {
  const places = new Map(layers.flatMap((layer) => [...placesOf(layer)]));
  const layerOf = new Map(layers.flatMap((layer, index) => layer.map(({ id }) => [id, index])));
  let count = 0;
  for (const pairs of Map.groupBy(links, ([from]) => layerOf.get(from)).values()) {
    const ends = pairs.map(([from, to]) => [places.get(from) ?? 0, places.get(to) ?? 0]);
    ends.forEach(([a = 0, b = 0], index) => {
      for (const [c = 0, d = 0] of ends.slice(index + 1)) if ((a - c) * (b - d) < 0) count += 1;
    });
  }
  return count;
}
