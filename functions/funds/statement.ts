import * as z from 'zod';
import { dateSchema, idOf, instantSchema, pageQuery } from '../platform/fields.ts';
import { html } from '../platform/html.ts';
import { currencySchema, exponentOf, formatMoney } from '../platform/money.ts';
import type { Fund } from './fund.ts';
import { type Book, balancesSchema, type Entry, entrySchema } from './ledger.ts';

export const statementQuerySchema = z
  .strictObject({
    ...pageQuery,
    limit: z.coerce.number().int().min(1).max(1000).default(100).meta({ description: 'How many at most' }),
    from: dateSchema.optional().meta({ description: 'From this day on (UTC)' }),
    to: dateSchema.optional().meta({ description: 'To this day, inclusive (UTC)' }),
  })
  .refine(({ from, to }) => !from || !to || from <= to, {
    error: 'must not be before `from`',
    path: ['to'],
    params: { code: 'before_start' },
  });

export const statementSchema = z
  .strictObject({
    fundId: idOf('fund'),
    name: z.string(),
    currency: currencySchema,
    balances: balancesSchema.meta({ description: 'As they stand now, whatever page this is' }),
    items: z.array(entrySchema),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'FundStatement' });
export type Statement = z.output<typeof statementSchema>;

export const verificationSchema = z
  .strictObject({
    fundId: idOf('fund'),
    holds: z.boolean().meta({ description: 'Whether every balance is what the entries add up to' }),
    complete: z.boolean().meta({
      description:
        'Whether it came to the last entry; a very long ledger is followed to its end by the nightly audit alone',
    }),
    entries: z.int().nonnegative().meta({ description: 'How many entries were followed' }),
    balances: balancesSchema.meta({ description: 'Recomputed' }),
    faults: z.array(z.strictObject({ sequence: z.int(), fault: z.string() })),
    verifiedAt: instantSchema,
  })
  .meta({ id: 'FundVerification' });

export const statementOf = (
  fund: Fund,
  book: Book,
  items: Entry[],
  nextCursor: string | null,
): Statement => ({
  ...{ fundId: fund.id, name: fund.name, currency: fund.currency },
  ...{ balances: book.balances, items, nextCursor },
});

/** A decimal number that a spreadsheet reads as one: a point, no grouping, the decimals of the currency. */
const decimal = (amountMinor: number, currency: string): string => {
  const exponent = exponentOf(currency);
  const digits = String(amountMinor).padStart(exponent + 1, '0');
  return exponent ? `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}` : digits;
};

/** A text that begins like a formula would be run by a spreadsheet: an apostrophe makes it a text (OWASP, CSV injection). */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const held = Object.keys(balancesSchema.shape) as (keyof Entry['balances'])[];
const columns = [
  'sequence',
  'at',
  'kind',
  'from',
  'to',
  'amount',
  'currency',
  ...held,
  'recordId',
  'proposalId',
  'reason',
  'hash',
];

/** The statement as CSV (RFC 4180): a row an entry. */
export const asCsv = ({ items, currency }: Statement): string =>
  [columns, ...items.map((entry) => rowOf(entry, currency))]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('');

const rowOf = (entry: Entry, currency: string): string[] => [
  String(entry.sequence),
  entry.at,
  entry.kind,
  entry.from,
  entry.to,
  decimal(entry.amountMinor, currency),
  currency,
  ...held.map((account) => decimal(entry.balances[account], currency)),
  entry.cause.recordId,
  entry.cause.proposalId ?? '',
  entry.cause.reason ?? '',
  entry.hash,
];

const STYLE = `body{font:15px/1.45 system-ui,sans-serif;color:#12212b;margin:32px auto;max-width:1100px;padding:0 16px}
h1{font-size:24px;margin:0 0 4px}p{margin:0 0 20px;color:#55626b}
dl{display:flex;flex-wrap:wrap;gap:12px 32px;margin:0 0 28px}dt{color:#55626b;font-size:13px}dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{text-align:left;font-size:13px;color:#55626b;font-weight:600}th,td{padding:7px 10px 7px 0;border-bottom:1px solid #dbe2e3;vertical-align:top}
.money{text-align:right;white-space:nowrap}.id{font-size:12px;color:#55626b;overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none;font-size:10pt}thead{display:table-header-group}tr{break-inside:avoid}.scroll{overflow:visible}}`;

const label = (account: string): string => `${account.charAt(0).toUpperCase()}${account.slice(1)}`;

/** The statement as a page to print: no script, nothing loaded. */
export const asPage = (statement: Statement, locale = 'en-GB'): string => {
  const money = (amountMinor: number): string =>
    formatMoney({ amountMinor, currency: statement.currency }, locale);
  const moment = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)}`;
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Statement of ${statement.name}</title><style>${STYLE}</style></head>
<body><main><h1>${statement.name}</h1><p>Statement of fund ${statement.fundId}, in ${statement.currency}. Times are UTC.</p>
<dl>${held.map((account) => html`<div><dt>${label(account)}</dt><dd>${money(statement.balances[account])}</dd></div>`)}</dl>
${statement.items.length === 0 ? html`<p>No entry in this time.</p>` : tableOf(statement, money, moment)}
${statement.nextCursor && html`<p>There are more entries on the next page.</p>`}</main></body></html>`.text;
};

const tableOf = (
  { items }: Statement,
  money: (amountMinor: number) => string,
  moment: (at: string) => string,
) => html`<div class="scroll" tabindex="0" role="region" aria-label="Entries"><table><thead><tr><th scope="col">No.</th><th scope="col">When</th><th scope="col">What</th><th scope="col" class="money">Amount</th><th scope="col" class="money">Available after</th><th scope="col" class="money">Reserved</th><th scope="col" class="money">Committed</th><th scope="col" class="money">Accrued</th><th scope="col" class="money">Paid</th></tr></thead>
<tbody>${items.map(
  (entry) =>
    html`<tr><td>${entry.sequence}</td><td>${moment(entry.at)}</td><td>${label(entry.kind)}: ${entry.from} to ${entry.to}<div class="id">${entry.cause.recordId}${entry.cause.reason && ` · ${entry.cause.reason}`}</div></td><td class="money">${money(entry.amountMinor)}</td>${held.map((account) => html`<td class="money">${money(entry.balances[account])}</td>`)}</tr>`,
)}</tbody></table></div>`;
