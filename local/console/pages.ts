/** The pages: one shell, and what stands in it before its script fills it. */
import { bodies } from './bodies.ts';

export interface Page {
  name: 'overview' | 'mailbox' | 'bus' | 'data' | 'runs' | 'run';
  title: string;
  /** The paths it answers; `*` stands for one id. */
  paths: string[];
  /** Which entry of the navigation it belongs to. */
  entry: string;
  /** A style sheet of its own. */
  style?: 'mail' | 'graph';
  /** Shows mails, which bring their own style. */
  framesMail?: boolean;
}

/** Every page of the console. None collides with the JSON API beside it. */
export const pages: Page[] = [
  { name: 'overview', title: 'Overview', paths: ['/_local/'], entry: '/_local/' },
  {
    name: 'mailbox',
    title: 'Mailbox',
    paths: ['/_local/mailbox', '/_local/mailbox/*'],
    entry: '/_local/mailbox',
    style: 'mail',
    framesMail: true,
  },
  { name: 'bus', title: 'Bus', paths: ['/_local/bus'], entry: '/_local/bus' },
  { name: 'data', title: 'Data', paths: ['/_local/data'], entry: '/_local/data' },
  { name: 'runs', title: 'Runs', paths: ['/_local/runs'], entry: '/_local/runs' },
  { name: 'run', title: 'Run', paths: ['/_local/runs/*'], entry: '/_local/runs', style: 'graph' },
];

const entries = pages.filter(({ name }) => name !== 'run');

/** The page's HTML. All that changes is put in by its script, as text. */
export function renderPage(page: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} · Cosell local console</title>
<link rel="icon" href="/_local/assets/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/_local/assets/base.css">
<link rel="stylesheet" href="/_local/assets/parts.css">
<link rel="stylesheet" href="/_local/assets/views.css">
<link rel="stylesheet" href="/_local/assets/feed.css">
${page.style === undefined ? '' : `<link rel="stylesheet" href="/_local/assets/${page.style}.css">\n`}<script type="module" src="/_local/assets/${page.name}.js"></script>
</head>
<body class="page-${page.name}">
<a class="skip" href="#content">Skip to the content</a>
<header class="top">
<a class="brand" href="/_local/"><img src="/_local/assets/mark.svg" alt="" width="28" height="28"><span>Cosell</span> <small>local console</small></a>
<nav aria-label="Console"><ul>
${entries.map((entry) => link(entry, page)).join('\n')}
</ul></nav>
<p class="now"><span class="lamp" id="lamp"></span><span class="unseen" id="lamp-text">connecting to the runner</span><time id="now" title="The runner’s clock"></time></p>
</header>
<div id="banner" role="status" aria-live="polite"></div>
<main id="content" tabindex="-1">
<noscript><p class="empty">This console shows a running system as it changes, and needs JavaScript for that.</p></noscript>
${bodies[page.name]}
</main>
</body>
</html>
`;
}

function link(entry: Page, current: Page): string {
  const path = entry.paths[0] as string;
  const mark = current.entry === path ? ' aria-current="page"' : '';
  return `<li><a href="${path}"${mark}>${entry.title}</a></li>`;
}
