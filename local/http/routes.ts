/** A route's method and path: `GET /v1/things/{id}`, `ANY /{proxy+}` or `$default`. */
export interface Match<Route> {
  route: Route;
  /** Path parameters, decoded; undefined where the route has none. */
  parameters: Record<string, string> | undefined;
}

interface Leaf<Route> {
  route: Route;
  names: string[];
}
interface Node<Route> {
  literals: Map<string, Node<Route>>;
  variable: Node<Route> | undefined;
  /** By method, `ANY` among them: routes that end here, and greedy ones whose `{name+}` begins here. */
  ends: Map<string, Leaf<Route>>;
  greedy: Map<string, Leaf<Route>>;
}

/**
 * API Gateway's choice of a route: a full match before a greedy path variable before `$default`; of several, the most
 * specific: a literal segment before a variable, the longer prefix of a greedy one, a method before ANY.
 * A HEAD request is not served by a GET route. Segments are compared as they were sent, parameters decoded.
 * Source: API Gateway developer guide, "Create routes for HTTP APIs".
 */
export class Routes<Route> {
  readonly #root = emptyNode<Route>();
  #default: Route | undefined;

  /** Refuses a key that is none, and one that is there already. */
  add(routeKey: string, route: Route): void {
    if (routeKey === '$default') {
      this.#default = route;
      return;
    }
    const [method = '', path = ''] = routeKey.split(' ');
    if (!/^[A-Z]+$/.test(method) || !path.startsWith('/')) throw new Error(`Not a route key: ${routeKey}`);
    let node = this.#root;
    const names: string[] = [];
    let ends = node.ends;
    for (const segment of segmentsOf(path)) {
      const [, name, plus] = /^\{([^}+]+)(\+?)\}$/.exec(segment) ?? [];
      if (name !== undefined) names.push(name);
      if (plus === '+') {
        ends = node.greedy;
        break;
      }
      node = name === undefined ? literal(node, segment) : variable(node);
      ends = node.ends;
    }
    if (ends.has(method)) throw new Error(`Route key ${routeKey} is there twice`);
    ends.set(method, { route, names });
  }

  /** The route for a request; undefined is API Gateway's 404. Throws URIError where a parameter cannot be decoded. */
  match(method: string, path: string): Match<Route> | undefined {
    const segments = segmentsOf(path);
    const values: string[] = [];
    const leaf =
      full(this.#root, method, segments, 0, values) ?? longestGreedy(this.#root, method, segments, 0, values);
    if (leaf === undefined) {
      return this.#default === undefined ? undefined : { route: this.#default, parameters: undefined };
    }
    if (leaf.names.length === 0) return { route: leaf.route, parameters: undefined };
    const parameters: Record<string, string> = {};
    leaf.names.forEach((name, place) => {
      parameters[name] = decodeURIComponent(values[place] ?? '');
    });
    return { route: leaf.route, parameters };
  }
}

/** `/` is no segment at all; `/a/` is `a` and an empty one, which no variable matches. */
function segmentsOf(path: string): string[] {
  return path === '/' ? [] : path.slice(1).split('/');
}

function full<Route>(
  node: Node<Route>,
  method: string,
  segments: string[],
  place: number,
  values: string[],
): Leaf<Route> | undefined {
  const segment = segments[place];
  if (segment === undefined) return node.ends.get(method) ?? node.ends.get('ANY');
  const next = node.literals.get(segment);
  const found = next && full(next, method, segments, place + 1, values);
  if (found !== undefined || node.variable === undefined || segment === '') return found;
  values.push(segment);
  const leaf = full(node.variable, method, segments, place + 1, values);
  if (leaf === undefined) values.pop();
  return leaf;
}

function longestGreedy<Route>(
  node: Node<Route>,
  method: string,
  segments: string[],
  place: number,
  values: string[],
): Leaf<Route> | undefined {
  const segment = segments[place];
  if (segment === undefined) return undefined;
  const next = node.literals.get(segment);
  const found = next && longestGreedy(next, method, segments, place + 1, values);
  if (found !== undefined) return found;
  if (node.variable !== undefined && segment !== '') {
    values.push(segment);
    const leaf = longestGreedy(node.variable, method, segments, place + 1, values);
    if (leaf !== undefined) return leaf;
    values.pop();
  }
  const leaf = node.greedy.get(method) ?? node.greedy.get('ANY');
  if (leaf !== undefined) values.push(segments.slice(place).join('/'));
  return leaf;
}

function literal<Route>(node: Node<Route>, segment: string): Node<Route> {
  let next = node.literals.get(segment);
  if (next === undefined) {
    next = emptyNode();
    node.literals.set(segment, next);
  }
  return next;
}

function variable<Route>(node: Node<Route>): Node<Route> {
  node.variable ??= emptyNode();
  return node.variable;
}

function emptyNode<Route>(): Node<Route> {
  return { literals: new Map(), variable: undefined, ends: new Map(), greedy: new Map() };
}
