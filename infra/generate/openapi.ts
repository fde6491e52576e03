import type { OpenApi, Operation } from '../../functions/contract/document.ts';
import type { Route, RouteTable } from '../../functions/platform/route.ts';
import { componentsOf } from './components.ts';
import { withBorrowed } from './examples.ts';
import { answerHeaders, type Ground, headerParameters, operationOf } from './operation.ts';
import { namedResponses, problemExamples, refusalSchemas } from './responses.ts';
import type { Side } from './schema.ts';

const description = `Run business with your partners: referrals, opportunities and the approvals between two organisations, as records that both sides see.

Every request carries a token of your API client (OAuth2 client credentials); the organisation is the client's own, and another organisation's record answers 404 as if it did not exist. Fields are only ever added: read what you know and leave the rest.`;

const scopeWords = (scope: string): string => {
  const [records, right] = scope.split(':');
  if (!right) return 'Run the deployment: organisations and their API clients';
  return `${right === 'read' ? 'Read' : 'Create and change'} ${String(records).replaceAll('-', ' ')}`;
};

const named = (tables: readonly RouteTable[]) =>
  tables.flatMap((table) =>
    Object.entries(table.routes)
      // A page is for a person with a link or a browser: no client is written against it.
      .filter(([, route]) => route.kind !== 'page')
      .map(([name, route]) => ({ name, process: table.process, route })),
  );

const usesOf = (routes: readonly Route[]) =>
  routes.flatMap((route) => [
    ...[route.params, route.query, route.body].flatMap((schema) =>
      schema ? [{ schema, side: 'input' as Side }] : [],
    ),
    ...(route.output ? [{ schema: route.output, side: 'output' as Side }] : []),
  ]);

/** Which record each creating route makes, and the example of what is sent to it, its defaults filled in. */
const madeFrom = (routes: ReturnType<typeof named>, use: Ground['use']) =>
  routes.flatMap(({ route: { kind, body, output } }) => {
    if ((kind !== 'create' && kind !== 'replace') || !body || !output) return [];
    const id = use(output, 'output').$ref?.split('/').pop();
    const example = (body.meta()?.examples as unknown[] | undefined)?.[0];
    return id ? [{ id, sent: body.safeParse(example).data }] : [];
  });

const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Adds to a record; the same name twice must mean the same thing. */
const keep = <T>(record: Record<string, T>, name: string, value: T): void => {
  if (record[name] && JSON.stringify(record[name]) !== JSON.stringify(value))
    throw new Error(`two different things are called ${name}`);
  record[name] = value;
};

const referenced = <T>(record: Record<string, T>, kind: string, document: string): Record<string, T> =>
  Object.fromEntries(
    Object.entries(record).filter(([name]) => document.includes(`"#/components/${kind}/${name}"`)),
  );

/**
 * The OpenAPI 3.1 document of all routes. Server and token URL are relative: the API puts its own in when it serves it.
 * `version` is the release's; the contract's major version stands in the paths.
 */
export const openApi = (tables: readonly RouteTable[], version: string): OpenApi => {
  const routes = named(tables);
  const { schemas, use } = componentsOf(usesOf(routes.map(({ route }) => route)));
  const all = { ...schemas, ...refusalSchemas };
  const examples = problemExamples();
  const shown = withBorrowed(all, madeFrom(routes, use));
  const ground: Ground = {
    schemas: all,
    shown,
    use,
    name: (id, schema) => {
      keep(all, id, schema);
      shown[id] = schema;
      return { $ref: `#/components/schemas/${id}` };
    },
    example: (id, value) => {
      keep(examples, id, { value });
      return { $ref: `#/components/examples/${id}` };
    },
  };

  const paths: Record<string, Record<string, Operation>> = {};
  const seen = new Set<string>();
  for (const { name, process, route } of routes) {
    if (seen.has(name)) throw new Error(`two routes are called ${name}`);
    seen.add(name);
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(name, process, route, ground),
    };
  }

  const scopes = Object.fromEntries(
    [...new Set(routes.map(({ route }) => route.scope))]
      .filter((scope) => scope !== 'public')
      .sort()
      .map((scope) => [`cosell/${scope}`, scopeWords(scope)]),
  );
  const document: OpenApi = {
    openapi: '3.1.1',
    info: {
      title: 'Cosell',
      summary: 'The open backend for running business with partner companies',
      description,
      version,
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
      contact: { name: 'The operator of this deployment' },
    },
    servers: [{ url: '/', description: 'This deployment' }],
    tags: tables
      .filter(({ routes: own }) => Object.values(own).some(({ kind }) => kind !== 'page'))
      .map(({ process, about }) => ({ name: process, description: about })),
    paths,
    components: {
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          description:
            'Client credentials of your API client, which the operator gives you. A token lives for an hour.',
          flows: { clientCredentials: { tokenUrl: '/oauth2/token', scopes } },
        },
      },
      schemas: sorted(all),
      parameters: headerParameters,
      headers: answerHeaders,
      responses: namedResponses(),
      examples: sorted(examples),
    },
  };
  return pruned(document);
};

/** Without the components that nothing refers to. */
const pruned = (document: OpenApi): OpenApi => {
  const { components } = document;
  const withoutResponses = JSON.stringify(document.paths);
  components.responses = referenced(components.responses, 'responses', withoutResponses);
  components.parameters = referenced(components.parameters, 'parameters', withoutResponses);
  components.headers = referenced(components.headers, 'headers', withoutResponses);
  const text = JSON.stringify(document);
  components.examples = referenced(components.examples, 'examples', text);
  components.schemas = referenced(components.schemas, 'schemas', text);
  return document;
};
