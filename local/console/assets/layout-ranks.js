// @ts-check
/** The first step of the layered layout: which layer each vertex stands in. Pure. */

/** @typedef {{ from: string, to: string }} Edge */

/**
 * Turns round the edges that close a circle, so that all lead downwards. Depth first, from the first vertex on.
 * @template {Edge} E
 * @param {string[]} ids @param {E[]} edges
 * @returns {(E & { reversed: boolean })[]}
 */
export function withoutCircles(ids, edges) {
  const out = Map.groupBy(edges, ({ from }) => from);
  /** @type {Map<string, 'open' | 'done'>} */
  const seen = new Map();
  /** @type {Set<E>} */
  const back = new Set();
  /** @param {string} id */
  const visit = (id) => {
    seen.set(id, 'open');
    for (const edge of out.get(id) ?? []) {
      if (seen.get(edge.to) === 'open') back.add(edge);
      else if (!seen.has(edge.to)) visit(edge.to);
    }
    seen.set(id, 'done');
  };
  for (const id of ids) if (!seen.has(id)) visit(id);
  return edges.map((edge) =>
    back.has(edge) ? { ...edge, from: edge.to, to: edge.from, reversed: true } : { ...edge, reversed: false },
  );
}

/**
 * The layer of each vertex: as far down as its longest way from above, then as near to what follows as that allows.
 * @param {string[]} ids @param {Edge[]} edges without circles
 * @returns {Map<string, number>}
 */
export function ranksOf(ids, edges) {
  const into = Map.groupBy(edges, ({ to }) => to);
  const out = Map.groupBy(edges, ({ from }) => from);
  /** @type {Map<string, number>} */
  const ranks = new Map();
  /** @param {string} id @returns {number} */
  const rank = (id) => {
    const known = ranks.get(id);
    if (known !== undefined) return known;
    const found =
      Math.max(-1, ...(into.get(id) ?? []).filter(({ from }) => from !== id).map(({ from }) => rank(from))) +
      1;
    ranks.set(id, found);
    return found;
  };
  for (const id of ids) rank(id);
  // What nothing leads to would hang at the top, far from what it leads to.
  for (const id of ids.filter((id) => !into.has(id) && out.has(id)).slice(1)) {
    ranks.set(
      id,
      Math.min(...(out.get(id) ?? []).map(({ to }) => /** @type {number} */ (ranks.get(to)))) - 1,
    );
  }
  return ranks;
}
