import type { Answer, OpenApi, Operation, Parameter, Reference } from '../document.ts';
import { fieldItems, fieldList, follow, nameOf } from './fields.ts';
import { type Html, html, paragraphs, pathMark, words } from './html.ts';
import { curl, jsonSample, shellSample } from './sample.ts';

/** An operation with what stands around it in the document. */
export interface Place {
  method: string;
  path: string;
  operation: Operation;
}

/** Every operation, in the document's order. */
export const places = (api: OpenApi): Place[] =>
  Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

const found = <T>(api: OpenApi, thing: T | Reference, kind: keyof OpenApi['components']): T =>
  typeof thing === 'object' && thing !== null && '$ref' in thing
    ? ((api.components[kind] as Record<string, T>)[String(thing.$ref.split('/').pop())] as T)
    : (thing as T);

const parametersOf = (api: OpenApi, { operation }: Place): Parameter[] =>
  (operation.parameters ?? []).map((parameter) => found<Parameter>(api, parameter, 'parameters'));

export const answerOf = (api: OpenApi, operation: Operation, status: string): Answer =>
  found<Answer>(api, operation.responses[status] as Answer | Reference, 'responses');

/** The first example of a body, wherever it is kept. */
const exampleIn = (api: OpenApi, content: Answer['content']): unknown => {
  const media = Object.values(content ?? {})[0];
  const example = Object.values(media?.examples ?? {})[0];
  return example && found<{ value: unknown }>(api, example, 'examples').value;
};

export const methodMark = (method: string): Html =>
  html`<span class="method ${method.toLowerCase()}">${method}</span>`;

const exampleOf = (parameter: Parameter): string =>
  String(parameter.schema.examples?.[0] ?? parameter.schema.enum?.[0] ?? parameter.name);

const request = (api: OpenApi, place: Place): string => {
  const parameters = parametersOf(api, place);
  const path = place.path.replace(/\{(\w+)\}/g, (whole, name) => {
    const parameter = parameters.find((each) => each.in === 'path' && each.name === name);
    return parameter ? encodeURIComponent(exampleOf(parameter)) : whole;
  });
  const body = exampleIn(api, place.operation.requestBody?.content);
  const headers = parameters
    .filter((each) => each.in === 'header' && each.required)
    .map(({ name, ...rest }) =>
      name === 'Idempotency-Key' ? `${name}: $(uuidgen)` : `${name}: ${exampleOf({ name, ...rest })}`,
    );
  return curl({
    method: place.method,
    url: `${api.servers[0]?.url.replace(/\/$/, '')}${path}`,
    headers: [...(place.operation.security.length > 0 ? ['Authorization: Bearer $TOKEN'] : []), ...headers],
    ...(body !== undefined && { body }),
  });
};

const parameterFields = (api: OpenApi, place: Place, where: Parameter['in'], title: string): Html | false => {
  const fields = parametersOf(api, place)
    .filter((parameter) => parameter.in === where)
    .map(({ name, schema, description, required }) => ({
      name,
      schema: { ...schema, ...(description && { description }) },
      required,
      said: true,
    }));
  return fields.length > 0 && html`<h3>${title}</h3>${fieldItems(fields, api.components.schemas)}`;
};

const bodyFields = (api: OpenApi, { operation }: Place): Html | false => {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  return (
    schema !== undefined && html`<h3>Body</h3>${fieldList(schema, api.components.schemas, { said: true })}`
  );
};

/** The name of what is answered, and whether it is a list of it. */
export const answered = (
  api: OpenApi,
  operation: Operation,
): { name?: string | undefined; listed: boolean } => {
  const status = Object.keys(operation.responses).find((each) => each.startsWith('2')) ?? '200';
  const schema = answerOf(api, operation, status).content?.['application/json']?.schema;
  const items = schema && follow(schema, api.components.schemas).properties?.items?.items;
  const inList = nameOf(items);
  return inList && nameOf(schema)?.endsWith('Page')
    ? { name: inList, listed: true }
    : { name: nameOf(schema), listed: false };
};

const success = (api: OpenApi, { operation }: Place, status: string, local: ReadonlySet<string>): Html => {
  const answer = answerOf(api, operation, status);
  const { name, listed } = answered(api, operation);
  const shown =
    name &&
    (local.has(name) ? html`<a href="#${name}"><code>${name}</code></a>` : html`<code>${name}</code>`);
  const etag = answer.headers?.ETag && html` The header <code>ETag</code> holds its revision.`;
  return html`<h3>Answer</h3><p><span class="status good">${status}</span> ${
    shown
      ? listed
        ? html`A page: <code>items</code> is a list of ${shown}; <code>nextCursor</code> leads to the next page, or is null.`
        : html`${shown}.${etag}`
      : words(answer.description)
  }</p>`;
};

const codesIn = (answer: Answer): string[] =>
  (answer.content?.['application/problem+json']?.schema.allOf ?? []).flatMap(
    (part) => (part.properties?.code?.enum ?? []) as string[],
  );

const refusals = (api: OpenApi, { operation }: Place, base: string): Html => {
  const statuses = Object.keys(operation.responses).filter((status) => !status.startsWith('2'));
  const rows = statuses.map((status) => {
    const answer = answerOf(api, operation, status);
    const codes = codesIn(answer);
    const titles = answer.description.split('\n\n');
    const own = codes.map((code) => {
      const title = titles.find((text) => text.startsWith(`\`${code}\`: `))?.slice(code.length + 4);
      return html`<li><a href="${base}/docs/errors/${code}"><code>${code}</code></a> ${title}</li>`;
    });
    const theirs = titles
      .filter((text) => !text.startsWith('`'))
      .map((text) => html`<li>${words(text)}</li>`);
    return html`<li><span class="status">${status}</span><ul>${own}${theirs}</ul></li>`;
  });
  return html`<details class="refusals"><summary>Refusals <span class="muted">${statuses.join(' · ')}</span></summary><ul>${rows}</ul></details>`;
};

const scopeOf = ({ operation }: Place): string | undefined =>
  Object.values(operation.security[0] ?? {})[0]?.[0];

/** One operation: what it does, what it needs, what it answers, and a request to copy. `local`: objects described on the same page. */
export const operationSection = (
  api: OpenApi,
  place: Place,
  base: string,
  local: ReadonlySet<string>,
): Html => {
  const { operation } = place;
  const status = Object.keys(operation.responses).find((each) => each.startsWith('2')) ?? '200';
  const answer = exampleIn(api, answerOf(api, operation, status).content);
  const scope = scopeOf(place);
  return html`<section class="operation" id="${operation.operationId}" aria-labelledby="${operation.operationId}-title">
<div class="say">
<h2 id="${operation.operationId}-title"><a href="#${operation.operationId}">${operation.summary}</a></h2>
<p class="route">${methodMark(place.method)} ${pathMark(place.path)}</p>
${operation.description && paragraphs(operation.description)}
${scope && html`<p class="scope">Needs the scope <code>${scope}</code></p>`}
${parameterFields(api, place, 'path', 'Path')}
${parameterFields(api, place, 'query', 'Query')}
${parameterFields(api, place, 'header', 'Headers')}
${bodyFields(api, place)}
${success(api, place, status, local)}
${refusals(api, place, base)}
</div>
<div class="show">
${shellSample('Request', request(api, place))}
${answer !== undefined && jsonSample(`Answer ${status}`, answer)}
</div>
</section>`;
};
