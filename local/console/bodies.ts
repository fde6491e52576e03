/** What stands in each page before its script fills it: headings, controls, and places for lists. */
import type { Page } from './pages.ts';

const search = (id: string, label: string, hint: string): string =>
  `<label class="field"><span>${label}</span><input id="${id}" type="search" placeholder="${hint}" autocomplete="off" spellcheck="false"></label>`;

const tile = (href: string, name: string, label: string): string =>
  `<li><a class="tile" href="${href}"><span class="tile-label">${label}</span><strong id="count-${name}">–</strong><span class="tile-note" id="note-${name}"></span></a></li>`;

const step = (duration: string, label: string): string =>
  `<button type="button" data-advance="${duration}">${label}</button>`;

const overview = `<section class="hero">
<h1>Cosell on this machine</h1>
<p class="lead">The whole stack runs here: API, table, bus, workflows and mail. Nothing leaves this machine.</p>
<ul class="links">
<li><a class="button primary" href="/docs">API reference</a></li>
<li><a class="button" href="/openapi.json">OpenAPI</a></li>
<li><a class="button" href="/_local/health">Health</a></li>
</ul>
</section>
<ul class="tiles">
${tile('/_local/mailbox', 'mail', 'Mails')}
${tile('/_local/bus', 'events', 'Events')}
${tile('/_local/data', 'records', 'Items in the table')}
${tile('/_local/runs', 'runs', 'Runs under way')}
</ul>
<div class="columns">
<section class="card" aria-labelledby="clock-title">
<h2 id="clock-title">Clock</h2>
<p class="clock"><time id="clock-time">–</time><span id="clock-date"></span></p>
<p class="soft" id="clock-offset"></p>
<p>Deadlines, reminders and expiries run on this clock. It moves forward only.</p>
<div class="steps" role="group" aria-label="Move the clock forward">
${step('PT1H', '+ 1 hour')}${step('P1D', '+ 1 day')}${step('P3D', '+ 3 days')}${step('P14D', '+ 14 days')}
</div>
<form id="advance" class="inline" novalidate>
<label class="field"><span>By any duration</span><input id="duration" placeholder="P2DT6H, 36 h, 10 days" autocomplete="off" spellcheck="false" aria-describedby="clock-said"></label>
<button type="submit">Move</button>
</form>
<p class="said" id="clock-said" role="status"></p>
</section>
<section class="card" aria-labelledby="waits-title">
<h2 id="waits-title">What waits</h2>
<ul class="rows" id="waits"></ul>
<p><a id="waits-more" href="/_local/runs?status=RUNNING" hidden></a></p>
<p class="empty" id="waits-empty" hidden>Nothing waits. When a record asks for a decision, its workflow stands here until somebody answers or time runs out.</p>
<h3 id="queues-title" hidden>Queues</h3>
<ul class="rows" id="queues"></ul>
</section>
</div>`;

const mailbox = `<h1 class="unseen">Mailbox</h1>
<div class="panes">
<section class="pane-list" aria-label="Mails">
<div class="tools">${search('filter', 'Find', 'Recipient or subject')}<p class="count" id="count" role="status"></p></div>
<ul class="mails" id="mails"></ul>
<p class="empty" id="empty" hidden></p>
</section>
<section class="pane-one" id="mail" aria-live="off" tabindex="-1"></section>
</div>`;

const bus = `<div class="title"><h1>Bus</h1><p class="soft">Every event, the newest first, as subscribers hear it.</p></div>
<div class="tools">
${search('filter', 'Find', 'Type, record, or any word in the event')}
<label class="field"><span>Type</span><select id="type"><option value="">All types</option></select></label>
<p class="count" id="count" role="status"></p>
</div>
<ol class="feed numbered" id="events"></ol>
<p class="empty" id="empty" hidden></p>
<p class="more"><button type="button" id="more" hidden>Show older events</button></p>`;

const data = `<div class="title"><h1>Data</h1><p class="soft">The table as it is stored, item by item. JSON kept as text is shown parsed.</p></div>
<div class="tools">
${search('prefix', 'Partition key begins with', 'rfl_, ORG#, EVENT#')}
<p class="count" id="count" role="status"></p>
</div>
<div class="chips" id="entities" role="group" aria-label="Entity"></div>
<div id="groups"></div>
<p class="empty" id="empty" hidden></p>
<p class="more"><button type="button" id="more" hidden>Read more of the table</button></p>`;

const runs = `<div class="title"><h1>Runs</h1><p class="soft">Executions of the stack’s state machines, the latest first.</p></div>
<div class="tools">
<label class="field"><span>Machine</span><select id="machine"><option value="">All machines</option></select></label>
${search('filter', 'Name', 'Part of a name')}
<p class="count" id="count" role="status"></p>
</div>
<div class="chips" id="statuses" role="group" aria-label="Status"></div>
<ul class="rows card flush" id="runs"></ul>
<p class="empty" id="empty" hidden></p>`;

const run = `<div id="run" hidden>
<nav class="crumbs" aria-label="Breadcrumb"><a href="/_local/runs">Runs</a> <span aria-hidden="true">/</span> <span id="crumb"></span></nav>
<div class="run-head"><h1 id="name"></h1><span id="status"></span></div>
<dl class="facts" id="facts"></dl>
<p class="fault" id="fault" hidden></p>
<div class="columns run-columns">
<section class="card flush" aria-labelledby="graph-title">
<h2 id="graph-title">State machine</h2>
<div class="graph" id="graph" tabindex="0" role="group" aria-labelledby="graph-title"></div>
<ul class="legend" aria-label="Legend"><li class="now-mark">stands here</li><li class="ran-mark">ran</li><li class="failed-mark">failed</li><li class="catch-mark">on error</li></ul>
</section>
<section class="card" aria-labelledby="state-title" id="state"><h2 id="state-title">State</h2><div id="state-body"></div></section>
</div>
<section aria-labelledby="history-title">
<div class="title"><h2 id="history-title">History</h2><p class="count" id="count" role="status"></p><button type="button" id="all-states" hidden>Show all states</button></div>
<ol class="feed numbered" id="history"></ol>
</section>
<div class="columns even">
<section class="card" aria-labelledby="input-title"><h2 id="input-title">Input</h2><div id="input"></div></section>
<section class="card" aria-labelledby="output-title"><h2 id="output-title">Output</h2><div id="output"></div></section>
</div>
</div>
<div class="empty" id="empty" hidden></div>`;

export const bodies: Record<Page['name'], string> = { overview, mailbox, bus, data, runs, run };
