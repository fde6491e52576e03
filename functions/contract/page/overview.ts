import { type Html, html, paragraphs, pathMark, titled } from './html.ts';
import type { Site } from './layout.ts';
import { methodMark, places } from './operation.ts';
import { jsonSample, shellSample } from './sample.ts';

const firstCall = ({ api }: Site): Html => {
  const { tokenUrl } = api.components.securitySchemes.oauth2.flows.clientCredentials;
  const server = api.servers[0]?.url.replace(/\/$/, '');
  const text = `# A token for your API client; it lives for an hour
TOKEN=$(curl -s -u "$CLIENT_ID:$CLIENT_SECRET" \\
  -d grant_type=client_credentials \\
  '${tokenUrl}' | jq -r .access_token)

# Who am I?
curl '${server}/v1/organization' \\
  -H "Authorization: Bearer $TOKEN"`;
  return shellSample('A first call', text);
};

const problem = {
  type: '/docs/errors/stale_revision',
  title: 'The record has changed since you read it',
  status: 412,
  detail: 'The current revision is 4.',
  code: 'stale_revision',
  requestId: 'JKJaXmPLvHcESHA=',
};

const rules = ({ base }: Site): Html => html`<section aria-labelledby="everywhere">
<h2 id="everywhere">What holds everywhere</h2>
<dl class="rules">
<div><dt>Identity</dt><dd>Your organisation comes from your token, never from a request. Another organisation’s record answers 404, as if it did not exist.</dd></div>
<div><dt>Repeating safely</dt><dd>A POST carries an <code>Idempotency-Key</code> of your choice. Send the same request again with the same key and it is done once; the repeat is answered as the first was. Keys are kept for 24 hours.</dd></div>
<div><dt>Changing safely</dt><dd>Every record has a <code>revision</code>, which is its <code>ETag</code>. Send it as <code>If-Match</code> with a change or a step: where somebody was faster you get 412 instead of overwriting them.</dd></div>
<div><dt>Partial changes</dt><dd>PATCH is JSON Merge Patch: what is left out stays, <code>null</code> takes away where a field may be empty.</dd></div>
<div><dt>Lists</dt><dd>Newest change first, 25 at a time (<code>limit</code>, at most 100). Follow <code>nextCursor</code> until it is null.</dd></div>
<div><dt>Values</dt><dd>Money is <code>{"amountMinor": 1250000, "currency": "EUR"}</code>, an integer in the currency’s minor unit. Instants are UTC with milliseconds, dates are plain dates. Countries are ISO 3166-1 alpha-2, languages BCP 47.</dd></div>
<div><dt>Staying compatible</dt><dd>Fields are only ever added. Read what you know and leave the rest; unknown fields in a request are refused.</dd></div>
<div><dt>Events</dt><dd>Each change is told as a CloudEvent to those it concerns: see <a href="${base}/docs/events">Events</a>.</dd></div>
</dl>
</section>`;

const refusals = ({ base }: Site): Html => html`<section class="operation" aria-labelledby="refusals">
<div class="say">
<h2 id="refusals">When a request is refused</h2>
<p>The answer is a problem document (RFC 9457) with <code>Content-Type: application/problem+json</code>. Decide by <code>code</code>: it is stable, the texts are not. <code>type</code> leads to its page, <code>requestId</code> is what to name when you ask for help.</p>
<p>Bad input names every fault at once, in <code>errors</code>, each with a pointer to where it lies.</p>
<p><a href="${base}/docs/errors">All codes</a></p>
</div>
<div class="show">${jsonSample('Answer 412', problem)}</div>
</section>`;

/** The list of a process's operations, each a link to its place. */
export const operationTable = ({ api, base }: Site, process: string): Html =>
  html`<ul class="routes">${places(api)
    .filter(({ operation }) => operation.tags.includes(process))
    .map(
      ({ method, path, operation }) =>
        html`<li><a href="${base}/docs/${process}#${operation.operationId}">${methodMark(method)} ${pathMark(path)} <span>${operation.summary}</span></a></li>`,
    )}</ul>`;

/** The first page: how to begin, what holds everywhere, and every operation. */
export const overview = (site: Site): Html => html`<div class="operation first">
<div class="say">
<h1>${site.api.info.title} API</h1>
<p class="lead">${site.api.info.summary}.</p>
${paragraphs(site.api.info.description)}
<p>Base URL <code class="url">${site.api.servers[0]?.url}</code></p>
</div>
<div class="show">${firstCall(site)}</div>
</div>
${rules(site)}
${refusals(site)}
<section aria-labelledby="operations">
<h2 id="operations">Operations</h2>
${site.api.tags.map(
  ({ name, description }) => html`<h3><a href="${site.base}/docs/${name}">${titled(name)}</a></h3>
<p>${description}</p>${operationTable(site, name)}`,
)}
</section>`;
