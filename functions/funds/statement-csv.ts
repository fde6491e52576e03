import { exponentOf } from '../platform/money.ts';
import { balancesSchema, type Entry } from './ledger.ts';
import type { Statement } from './statement.ts';

/** A decimal number that a spreadsheet reads as one: a point, no grouping, the decimals of the currency. */
const decimal = (amountMinor: number, currency: string): string => {
  const exponent = exponentOf(currency);
  const digits = String(amountMinor).padStart(exponent + 1, '0');
  return exponent ? `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}` : digits;
};

/**
 * A text that begins like a formula would be run by a spreadsheet: an apostrophe makes it a text. The wide forms are read
 * as formulas in some languages' editions. (OWASP, CSV injection)
 */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const held = Object.keys(balancesSchema.shape) as (keyof Entry['balances'])[];
const columns: [name: string, of: (entry: Entry, currency: string) => string][] = [
  ['sequence', ({ sequence }) => String(sequence)],
  ['at', ({ at }) => at],
  ['kind', ({ kind }) => kind],
  ['from', ({ from }) => from],
  ['to', ({ to }) => to],
  ['amount', ({ amountMinor }, currency) => decimal(amountMinor, currency)],
  ['currency', (_, currency) => currency],
  ...held.map((account): (typeof columns)[number] => [
    account,
    ({ balances }, currency) => decimal(balances[account], currency),
  ]),
  ['recordId', ({ cause }) => cause.recordId],
  ['proposalId', ({ cause }) => cause.proposalId ?? ''],
  ['by', ({ cause }) => cause.by],
  ['reason', ({ cause }) => cause.reason ?? ''],
  ['hash', ({ hash }) => hash],
];

/** The statement as CSV (RFC 4180): a head, and a row an entry. */
export const asCsv = ({ items, currency }: Pick<Statement, 'items' | 'currency'>): string =>
  [columns.map(([name]) => name), ...items.map((entry) => columns.map(([, of]) => of(entry, currency)))]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('');
