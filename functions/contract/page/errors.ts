import { type RefusalCode, refusalCodes } from '../../platform/refusals.ts';
import { type Html, html, pathMark, words } from './html.ts';
import type { Site } from './layout.ts';
import { methodMark, places } from './operation.ts';
import { jsonSample } from './sample.ts';

/** Every code with its status and meaning. */
export const errorsPage = ({ base }: Site): Html => html`<h1>Errors</h1>
<p class="lead">The closed list of what the API refuses. Decide by <code>code</code>: it is stable, the texts are not.</p>
<ul class="codes">${Object.entries(refusalCodes).map(
  ([code, { status, title }]) =>
    html`<li><span class="status">${status}</span> <a href="${base}/docs/errors/${code}"><code>${code}</code></a> <span>${title}</span></li>`,
)}</ul>`;

/** The page that a problem's `type` leads to. Undefined: there is no such code. */
export const errorPage = (site: Site, code: string): Html | undefined => {
  if (!Object.hasOwn(refusalCodes, code)) return undefined;
  const { status, title, help } = refusalCodes[code as RefusalCode];
  const example = site.api.components.examples[code]?.value;
  const answering = places(site.api).filter(({ operation }) =>
    // The operation names its codes in its own answers, or by the answer that is named after the code.
    Object.values(operation.responses).some((answer) => {
      const name = '$ref' in answer ? answer.$ref.split('/').pop() : undefined;
      const text = JSON.stringify(name ? site.api.components.responses[name] : answer);
      return text.includes(`"#/components/examples/${code}"`);
    }),
  );
  return html`<div class="operation first">
<div class="say">
<p class="crumb"><a href="${site.base}/docs/errors">Errors</a></p>
<h1><code>${code}</code></h1>
<p class="lead"><span class="status">${status}</span> ${title}</p>
<h2>What to do</h2>
<p>${words(help)}</p>
</div>
${example !== undefined && html`<div class="show">${jsonSample(`Answer ${status}`, example)}</div>`}
</div>
${
  answering.length > 0 &&
  html`<h2>Answered by</h2>
<ul class="routes">${answering.map(
    ({ method, path, operation }) =>
      html`<li><a href="${site.base}/docs/${operation.tags[0]}#${operation.operationId}">${methodMark(method)} ${pathMark(path)} <span>${operation.summary}</span></a></li>`,
  )}</ul>`
}`;
};
