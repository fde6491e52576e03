import { fieldList } from './fields.ts';
import { type Html, html, titled, words } from './html.ts';
import type { Site } from './layout.ts';
import { answered, operationSection, places } from './operation.ts';
import { operationTable } from './overview.ts';
import { jsonSample } from './sample.ts';

/** Names of the objects that the process's operations answer with, in the order of first use. */
const objectsOf = ({ api }: Site, process: string): string[] => [
  ...new Set(
    places(api)
      .filter(({ operation }) => operation.tags.includes(process))
      .map(({ operation }) => answered(api, operation).name)
      .filter((name) => name !== undefined),
  ),
];

/** An object's example: its own, or the first of the page that lists it. */
const exampleOf = ({ api }: Site, name: string): unknown => {
  const page = api.components.examples[`${name}Page`]?.value as { items?: unknown[] } | undefined;
  return api.components.examples[name]?.value ?? page?.items?.[0];
};

const objectSection = (site: Site, name: string): Html | false => {
  const { schemas } = site.api.components;
  const schema = schemas[name];
  const example = exampleOf(site, name);
  return (
    schema !== undefined &&
    html`<section class="operation object" id="${name}" aria-labelledby="${name}-title">
<div class="say">
<h2 id="${name}-title"><a href="#${name}">The object <code>${name}</code></a></h2>
${schema.description && html`<p>${words(schema.description)}</p>`}
${fieldList(schema, schemas, { said: false })}
</div>
${example !== undefined && html`<div class="show">${jsonSample('Example', example)}</div>`}
</section>`
  );
};

/** The page of one process: its operations, and the objects they answer with. Undefined: there is no such process. */
export const processPage = (site: Site, process: string): Html | undefined => {
  const about = site.api.tags.find(({ name }) => name === process)?.description;
  if (about === undefined) return undefined;
  const objects = objectsOf(site, process);
  const local = new Set(objects);
  return html`<h1>${titled(process)}</h1>
<p class="lead">${about}</p>
${operationTable(site, process)}
${objects.length > 0 && html`<p class="objects">Objects: ${objects.map((name) => html`<a href="#${name}"><code>${name}</code></a> `)}</p>`}
${places(site.api)
  .filter(({ operation }) => operation.tags.includes(process))
  .map((place) => operationSection(site.api, place, site.base, local))}
${objects.map((name) => objectSection(site, name))}`;
};
