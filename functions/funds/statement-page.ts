import { type Html, html } from '../platform/html.ts';
import { formatMoney } from '../platform/money.ts';
import type { Fund } from './fund.ts';
import { balancesSchema, type Entry, type EntryKind } from './ledger.ts';
import type { Statement, StatementQuery } from './statement.ts';

/** On a narrow screen each entry is a block of its own, which names the balances that are not nought; on paper it is a table across the page. */
const STYLE = `body{font:15px/1.45 system-ui,sans-serif;color:#12212b;background:#fff;margin:32px auto;max-width:1160px;padding:0 16px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}p{margin:0 0 4px;color:#4a575f}h2{font-size:16px;margin:28px 0 8px}
dl{display:flex;flex-wrap:wrap;gap:12px 36px;margin:0}dt,th,.small{color:#4a575f;font-size:13px}dd{margin:0;font-weight:600}
dl,table{font-variant-numeric:tabular-nums}table{border-collapse:collapse;width:100%}
th{text-align:left;font-weight:600}th,td{padding:7px 0 7px 14px;border-bottom:1px solid #dbe2e3;vertical-align:top}th:first-child,td:first-child{padding-left:0}
.money,.when{white-space:nowrap}.money{text-align:right}.amount{font-weight:600}.small{overflow-wrap:anywhere}
@media screen and (max-width:760px){thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
dl{display:grid;grid-template-columns:1fr 1fr}.when{text-align:right}.nought{display:none!important}
table,tbody,tr{display:block}tr{display:grid;grid-template-columns:1fr auto;gap:2px 12px;padding:12px 0;border-bottom:1px solid #dbe2e3}
td{display:block;padding:0;border:0;font-size:14px}.what{grid-column:1/-1;font-size:15px}.money{grid-column:1/-1;display:flex;justify-content:space-between;gap:12px}
td.money::before{content:attr(data-of);font-weight:400;color:#4a575f}}
@media print{@page{size:A4 landscape;margin:14mm}body{margin:0;max-width:none;padding:0;font-size:9.5pt}thead{display:table-header-group}tr{break-inside:avoid}}`;

const held = Object.keys(balancesSchema.shape) as (keyof Entry['balances'])[];
/** An account in a reader's words. */
const accountNames: Record<keyof Entry['balances'], string> = {
  available: 'Available',
  reserved: 'Reserved',
  committed: 'Committed',
  accrued: 'Claimed',
  settled: 'Paid',
};
const placeOf = (account: Entry['from']): string =>
  account === 'funder' ? 'the funder' : accountNames[account].toLowerCase();
const happened: Record<EntryKind, (entry: Entry) => string> = {
  allocate: () => 'Allocated',
  deallocate: () => 'Taken back by the funder',
  reserve: () => 'Reserved',
  commit: () => 'Committed',
  release: ({ from, to }) => `Released, from ${placeOf(from)} to ${placeOf(to)}`,
  accrue: () => 'Claimed',
  settle: () => 'Paid',
  reverse: ({ to }) => `Clawed back, to ${placeOf(to)}`,
};
const momentOf = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)}`;

/** What a reader is shown the statement by: whose fund, and which days were asked for. */
type About = Pick<Fund, 'funderName' | 'partnerName'>;
type Days = Pick<StatementQuery, 'from' | 'to'>;

const LOCALE = 'en-GB';
const day = (date: string): string =>
  new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
const periodOf = ({ from, to }: Days): string => {
  if (from && to) return `Entries of ${day(from)} to ${day(to)}`;
  if (from) return `Entries from ${day(from)}`;
  return to ? `Entries to ${day(to)}` : 'Entries';
};

/** The statement as a page to print, drawn up at this instant: no script, nothing loaded. */
export const asPage = (statement: Statement, fund: About, days: Days, at: string): string => {
  const money = (amountMinor: number): string =>
    formatMoney({ amountMinor, currency: statement.currency }, LOCALE);
  const { items } = statement;
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Statement of ${statement.name}</title><style>${STYLE}</style></head>
<body><main><h1>${statement.name}</h1><p>Statement of the fund that ${fund.funderName} gives ${fund.partnerName}, in ${statement.currency}. Times are UTC.</p><p class="small">${statement.fundId}</p>
<h2>Balances on ${momentOf(at)}</h2><dl>${held.map((account) => html`<div><dt>${accountNames[account]}</dt><dd>${money(statement.balances[account])}</dd></div>`)}</dl>
<h2>${periodOf(days)}</h2>${items.length === 0 ? html`<p>No entries.</p>` : tableOf(items, money)}
${statement.nextCursor && html`<p>There are more entries on the next page.</p>`}</main></body></html>`.text;
};

const tableOf = (
  items: Entry[],
  money: (amountMinor: number) => string,
): Html => html`<table><thead><tr><th scope="col">No.</th><th scope="col">When</th><th scope="col">What</th><th scope="col" class="money">Amount</th>${held.map((account) => html`<th scope="col" class="money">${accountNames[account]}</th>`)}</tr></thead>
<tbody>${items.map((entry) => rowOf(entry, money))}</tbody></table>`;

const rowOf = (entry: Entry, money: (amountMinor: number) => string): Html => {
  const { sequence, at, kind, amountMinor, cause, balances } = entry;
  return html`<tr><td>${sequence}</td><td class="when">${momentOf(at)}</td><td class="what">${happened[kind](entry)}${cause.reason && html`<div>${cause.reason}</div>`}<div class="small">${cause.recordId}</div></td><td class="money amount" data-of="Amount">${money(amountMinor)}</td>${held.map((account) => html`<td class="money${balances[account] === 0 && ' nought'}" data-of="${accountNames[account]} then">${money(balances[account])}</td>`)}</tr>
`;
};
