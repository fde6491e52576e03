import type { OpenApi } from '../document.ts';
import { type Html, html, titled } from './html.ts';
import { methodMark, places } from './operation.ts';
import { styleVersion } from './style.ts';

/** What every page is made from. */
export interface Site {
  api: OpenApi;
  /** Path under which the API is reached, without a slash at the end: empty on its own host. */
  base: string;
}

const MARK =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='12' cy='16' r='9' fill='%230b7a67'/%3E%3Ccircle cx='20' cy='16' r='9' fill='%23f2a33a' fill-opacity='.85'/%3E%3C/svg%3E";

const operationsOf = ({ api, base }: Site, process: string): Html =>
  html`<ul>${places(api)
    .filter(({ operation }) => operation.tags.includes(process))
    .map(
      ({ method, operation }) =>
        html`<li><a href="${base}/docs/${process}#${operation.operationId}">${methodMark(method)} <span>${operation.summary}</span></a></li>`,
    )}</ul>`;

const entry = (site: Site, page: string, name: string, current: string, inner?: Html): Html => {
  const href = page ? `${site.base}/docs/${page}` : `${site.base}/docs`;
  return html`<li><a href="${href}"${page === current && html` aria-current="page"`}>${name}</a>${page === current && inner}</li>`;
};

const navigation = (site: Site, current: string): Html => html`<nav id="menu" aria-label="Pages">
<ul>
${entry(site, '', 'Overview', current)}
${site.api.tags.map(({ name }) => entry(site, name, titled(name), current, operationsOf(site, name)))}
${entry(site, 'events', 'Events', current)}
${entry(site, 'errors', 'Errors', current)}
</ul>
<p class="documents"><a href="${site.base}/openapi.json">OpenAPI</a> <a href="${site.base}/asyncapi.json">AsyncAPI</a></p>
</nav>`;

/**
 * A whole page. `current` is its name under /docs. No script anywhere: on a narrow screen the menu stands at the end, and
 * the link at the top leads there.
 */
export const layout = (site: Site, page: { title: string; current: string; body: Html }): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} · ${site.api.info.title} API</title>
<link rel="icon" href="${MARK}">
<link rel="stylesheet" href="${site.base}/docs/style.css?v=${styleVersion}">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<a class="brand" href="${site.base}/docs"><img src="${MARK}" alt="" width="28" height="28"> ${site.api.info.title} <span>API</span></a>
<span class="version">${site.api.info.version}</span>
<a class="menu" href="#menu">Menu</a>
</header>
<div class="frame">
<main id="content">
${page.body}
</main>
${navigation(site, page.current)}
</div>
</body>
</html>
`.text;
