// @ts-check
/** A state machine's definition as a graph: states, the ways between them, and the words for both. Pure. */
import { END, START } from './history.js';

/** @typedef {{ id: string, type: string, caption: string, inner: Graph[] }} Vertex */
/** @typedef {{ from: string, to: string, kind: 'next' | 'choice' | 'catch', label: string, title: string }} Way */
/** @typedef {{ vertices: Vertex[], ways: Way[] }} Graph */

/**
 * @param {any} definition ASL, or one branch of a Parallel or Map
 * @param {boolean} [outermost] has a start and an end drawn
 * @returns {Graph}
 */
export function graphOf(definition, outermost = true) {
  const states = Object.entries(definition?.States ?? {});
  const vertices = states.map(([id, state]) => ({
    id,
    type: state.Type,
    caption: captionOf(state),
    inner: innerOf(state),
  }));
  const ways = states.flatMap(([id, state]) => waysOf(id, state, outermost));
  if (!outermost) return { vertices, ways };
  const ends = ways.some(({ to }) => to === END);
  return {
    vertices: [end(START), ...vertices, ...(ends ? [end(END)] : [])],
    ways: [way(START, definition.StartAt, 'next'), ...ways],
  };
}

/** @param {string} id */
function end(id) {
  return { id, type: 'Terminal', caption: '', inner: [] };
}

/** @param {any} state @returns {Graph[]} */
function innerOf(state) {
  const branches = state.Branches ?? [state.ItemProcessor ?? state.Iterator].filter(Boolean);
  return branches.map((/** @type {any} */ branch) => graphOf(branch, false));
}

/** @param {string} from @param {any} state @param {boolean} outermost @returns {Way[]} */
function waysOf(from, state, outermost) {
  const choices = (state.Choices ?? []).map((/** @type {any} */ rule) => {
    const title = conditionOf(rule);
    return way(from, rule.Next, 'choice', shorten(title), title);
  });
  const otherwise = state.Default ? [way(from, state.Default, 'choice', 'otherwise')] : [];
  const catches = (state.Catch ?? []).map((/** @type {any} */ catcher) => {
    const names = catcher.ErrorEquals.map((/** @type {string} */ name) => name.replace(/^States\./, ''));
    return way(from, catcher.Next, 'catch', shorten(names.join(', ')), catcher.ErrorEquals.join(', '));
  });
  const last = state.End === true || state.Type === 'Succeed' || state.Type === 'Fail';
  const next = state.Next
    ? [way(from, state.Next, 'next')]
    : last && outermost
      ? [way(from, END, 'next')]
      : [];
  return [...next, ...choices, ...otherwise, ...catches];
}

/** @param {string} from @param {string} to @param {Way['kind']} kind @param {string} [label] @param {string} [title] @returns {Way} */
function way(from, to, kind, label = '', title = label) {
  return { from, to, kind, label, title };
}

/** @param {any} rule */
function conditionOf(rule) {
  if (typeof rule.Condition !== 'string') return 'when';
  return rule.Condition.replace(/^\{%\s*|\s*%\}$/g, '')
    .replaceAll('$states.input.', '')
    .replaceAll(/\s+/g, ' ');
}

/** @param {string} text */
function shorten(text, most = 26) {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

/** What kind of state it is, in two or three words. @param {any} state */
export function captionOf({ Type, Resource = '', Seconds, Branches }) {
  if (Type === 'Wait' && typeof Seconds === 'number') return `Wait ${Seconds} s`;
  if (Type === 'Parallel') return `Parallel, ${Branches?.length ?? 0} branches`;
  if (Type !== 'Task') return Type;
  const [service = '', action = ''] = Resource.includes(':::')
    ? Resource.split(':::')[1].split(':')
    : ['lambda', 'invoke'];
  const [verb = '', pattern = ''] = action.split('.');
  const what = service === 'lambda' ? 'Lambda' : service === 'states' ? 'Nested run' : `${service} ${verb}`;
  return pattern === 'waitForTaskToken' ? `${what}, waits for an answer` : what;
}
