// @ts-check
/** Lists that change in place: a row whose item is the same stays the same element, opened or focused as it is. */

/** @type {WeakMap<Element, Map<string, { node: HTMLElement, print: string }>>} */
const held = new WeakMap();

/**
 * Makes the container's children those of the items, in order.
 * @template Item
 * @param {Element} container
 * @param {Item[]} items
 * @param {(item: Item) => string} keyOf
 * @param {(item: Item) => HTMLElement} make
 * @param {(item: Item) => unknown} [printOf] what the row depends on; default: the whole item
 */
export function showList(container, items, keyOf, make, printOf = (item) => item) {
  const before = held.get(container) ?? new Map();
  const after = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const print = JSON.stringify(printOf(item));
    const old = before.get(key);
    after.set(key, old?.print === print ? old : { node: renewed(old?.node, make(item)), print });
  }
  held.set(container, after);
  arrange(
    container,
    [...after.values()].map(({ node }) => node),
  );
}

/** Moves as little as possible: an element that is moved loses its focus and its frame reloads. @param {Element} container @param {HTMLElement[]} nodes */
function arrange(container, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...container.children]) if (!wanted.has(/** @type {any} */ (child))) child.remove();
  let place = container.firstElementChild;
  for (const node of nodes) {
    if (node === place) place = place.nextElementSibling;
    else container.insertBefore(node, place);
  }
}

/** A row that takes the place of another is opened and focused as that was. @param {HTMLElement | undefined} old @param {HTMLElement} fresh */
function renewed(old, fresh) {
  if (!old?.isConnected) return fresh;
  const [were, are] = [detailsOf(old), detailsOf(fresh)];
  were.forEach((details, index) => {
    const twin = are[index];
    if (twin && details.open) twin.open = true;
  });
  const focused = focusable(old).indexOf(/** @type {HTMLElement} */ (document.activeElement));
  old.replaceWith(fresh);
  if (focused >= 0) focusable(fresh)[focused]?.focus({ preventScroll: true });
  return fresh;
}

/** @param {HTMLElement} node @returns {HTMLDetailsElement[]} */
function detailsOf(node) {
  return [...(node instanceof HTMLDetailsElement ? [node] : []), ...node.querySelectorAll('details')];
}

/** @param {HTMLElement} node @returns {HTMLElement[]} */
function focusable(node) {
  const found = /** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll('a, button, summary'));
  return [...(node.matches('a, button, summary') ? [node] : []), ...found];
}

/**
 * A row that opens; what is in it is made when it is first opened.
 * @param {(string | Node)[]} summary
 * @param {() => Node[]} fill
 */
export function opening(summary, fill) {
  const details = document.createElement('details');
  const head = document.createElement('summary');
  head.append(...summary);
  details.append(head);
  let filled = false;
  details.addEventListener('toggle', () => {
    if (filled || !details.open) return;
    filled = true;
    details.append(...fill());
  });
  return details;
}
