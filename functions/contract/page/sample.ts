import { escaped, Html, html } from './html.ts';

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

const marked = (json: string): string => {
  let done = 0;
  let out = '';
  for (const match of json.matchAll(TOKEN)) {
    const [token, text, colon] = match;
    out += escaped(json.slice(done, match.index));
    const kind = text ? (colon ? 'k' : 's') : 'n';
    out += `<span class="${kind}">${escaped(text ?? token)}</span>${colon ?? ''}`;
    done = match.index + token.length;
  }
  return out + escaped(json.slice(done));
};

const figure = (caption: string, body: string): Html =>
  html`<figure class="sample"><figcaption>${caption}</figcaption><pre><code>${new Html(body)}</code></pre></figure>`;

/** A JSON value with its parts told apart by colour. */
export const jsonSample = (caption: string, value: unknown): Html =>
  figure(caption, marked(JSON.stringify(value, null, 2)));

/** Commands for a shell. */
export const shellSample = (caption: string, text: string): Html => figure(caption, escaped(text));

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A request as a curl command. Double-quoted headers stay open to the shell's `$TOKEN` and `$(uuidgen)`. */
export const curl = (request: {
  method: string;
  url: string;
  /** Whole header lines; those with a `$` are left for the shell to fill. */
  headers: readonly string[];
  body?: unknown;
}): string => {
  const verb = request.method === 'GET' ? '' : ` -X ${request.method}`;
  return [
    `curl${verb} ${quoted(request.url)}`,
    ...request.headers.map((line) => `  -H ${line.includes('$') ? `"${line}"` : quoted(line)}`),
    ...(request.body === undefined ? [] : [`  --json ${quoted(JSON.stringify(request.body, null, 2))}`]),
  ].join(' \\\n');
};
