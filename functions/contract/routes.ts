import { declareRoutes } from '../platform/route.ts';

/** What the API says about itself. Public, and pages all: no parameters are parsed, so that no validator is bundled. */
export const routes = declareRoutes({
  process: 'contract',
  about: 'The API described: OpenAPI, AsyncAPI, JSON Schemas of the events, and pages for people.',
  routes: {
    getOpenApi: {
      kind: 'page',
      method: 'GET',
      path: '/openapi.json',
      scope: 'public',
      summary: 'The API as an OpenAPI 3.1 document',
    },
    getAsyncApi: {
      kind: 'page',
      method: 'GET',
      path: '/asyncapi.json',
      scope: 'public',
      summary: 'The events as an AsyncAPI 3.0 document',
    },
    getEventSchema: {
      kind: 'page',
      method: 'GET',
      path: '/events/{file}',
      scope: 'public',
      summary: 'JSON Schema of one type of event: `/events/<type>.json`, which its `dataschema` names',
    },
    getDocs: {
      kind: 'page',
      method: 'GET',
      path: '/docs',
      scope: 'public',
      summary: 'The API as a page',
    },
    getDocsPage: {
      kind: 'page',
      method: 'GET',
      path: '/docs/{page}',
      scope: 'public',
      summary: 'The page of one process, of the events or of the errors; and the style sheet',
    },
    getDocsError: {
      kind: 'page',
      method: 'GET',
      path: '/docs/errors/{code}',
      scope: 'public',
      summary: 'What an error code means and what to do about it; the `type` of every problem links here',
    },
  },
});
