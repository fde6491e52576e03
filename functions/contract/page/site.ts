import type { AsyncApi } from '../document.ts';
import { errorPage, errorsPage } from './errors.ts';
import { eventsPage } from './events.ts';
import { type Html, titled } from './html.ts';
import { layout, type Site } from './layout.ts';
import { overview } from './overview.ts';
import { processPage } from './process.ts';

interface Page {
  title: string;
  current: string;
  body: Html | undefined;
}

const pageAt = (site: Site, events: AsyncApi, path: string): Page => {
  const [page = '', code, more] = path.split('/').slice(2);
  if (more !== undefined) return { title: '', current: '', body: undefined };
  if (code !== undefined)
    return { title: code, current: 'errors', body: page === 'errors' ? errorPage(site, code) : undefined };
  if (page === '') return { title: 'Overview', current: '', body: overview(site) };
  if (page === 'events') return { title: 'Events', current: page, body: eventsPage(site, events) };
  if (page === 'errors') return { title: 'Errors', current: page, body: errorsPage(site) };
  return { title: titled(page), current: page, body: processPage(site, page) };
};

/** The HTML of a path under /docs, or undefined where there is no such page. */
export const docsPage = (site: Site, events: AsyncApi, path: string): string | undefined => {
  const { title, current, body } = pageAt(site, events, path);
  return body && layout(site, { title, current, body });
};
