import { partnershipKey, visible } from '../partners/store.ts';
import { announce, create, replace, require, type Step, stale } from '../platform/change.ts';
import { type Clock, instant } from '../platform/clock.ts';
import { type Listing, listPage } from '../platform/listing.ts';
import { makeEvent, type Outgoing, sequenceOf } from '../platform/outbox.ts';
import { recordItem, recordKey, recordOf, shelfOf, shelvesOfBoth } from '../platform/record.ts';
import { ok, type Result } from '../platform/result.ts';
import type { Item, Table } from '../platform/table.ts';
import { type Told, tell } from '../platform/timeline.ts';
import { entryItem } from './entries.ts';
import { type Announcement, announcements, type Fund, type FundStatus } from './fund.ts';
import { type Book, type Cause, type Move, post } from './ledger.ts';
import type { Program, ProgramStatus } from './program.ts';

/**
 * Items: fund program (`fpr_…` RECORD), fund (`fnd_…` RECORD), its book (BOOK: the balances), its entries
 * (`ENTRY#…`, see entries.ts), and its place among all ledgers, for the audit (`LEDGERS#<shard>`).
 */
const programItem = (program: Program): Item =>
  recordItem(program, { kind: 'fund_program', ownerId: program.funderId, status: program.status }, program);

const fundItem = (fund: Fund): Item =>
  recordItem(
    fund,
    { kind: 'fund', ownerId: fund.funderId, counterpartId: fund.partnerId, status: fund.status },
    fund,
    { partnershipId: fund.partnershipId },
  );

const bookKey = (fundId: string) => ({ pk: fundId, sk: 'BOOK' });
const bookItem = (book: Book): Item => ({
  ...bookKey(book.fundId),
  entity: 'book',
  sequence: book.sequence,
  body: JSON.stringify(book),
});
/** All ledgers in a few partitions, so that the audit finds them without a scan. */
export const LEDGER_SHARDS = 16;
const ledgers = (shard: number): string => `LEDGERS#${String(shard).padStart(2, '0')}`;
const shardOf = (fundId: string): number =>
  [...fundId.slice(-4)].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % LEDGER_SHARDS;

/** A program, if the organisation is its funder, or is named by one of the partnerships that are eligible. */
export const getProgram = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Program | undefined> => {
  const item = await table.get(recordKey(id));
  const program = item?.entity === 'fund_program' ? recordOf<Program>(item) : undefined;
  if (!program || program.funderId === organizationId) return program;
  const partnerships = await table.getAll(program.eligiblePartnershipIds.map(partnershipKey));
  return partnerships.some((one) => visible(organizationId, one)) ? program : undefined;
};

export const listPrograms = (
  organizationId: string,
  table: Table,
  page: Pick<Listing, 'limit' | 'cursor' | 'updatedAfter'> & { status?: ProgramStatus | undefined },
) =>
  listPage(table, {
    ...page,
    shelves: [
      {
        index: page.status ? 'byOwnerStatus' : 'byOwner',
        pk: shelfOf(organizationId, 'fund_program', page.status),
      },
    ],
  });

/** A program made, changed or closed: the funder's own affair, without event. */
export const programSteps = (
  table: Table,
  before: Program | undefined,
  after: Program,
  told: Pick<Told, 'verb' | 'byName'>,
): Step[] => [
  before
    ? replace(table, programItem(after), { revision: before.revision }, stale)
    : create(table, programItem(after)),
  tell(table, after, {
    ...told,
    from: before?.status ?? null,
    to: after.status,
    organizationId: after.funderId,
  }),
];

/** A fund and how it stands. */
export interface Held {
  fund: Fund;
  book: Book;
}

export const fundKeys = (id: string) => [recordKey(id), bookKey(id)];

/** A fund in the items of `fundKeys`. */
export const heldOf = (record: Item | undefined, book: Item | undefined): Held | undefined =>
  record?.entity === 'fund' && book
    ? { fund: recordOf<Fund>(record), book: recordOf<Book>(book) }
    : undefined;

/** A fund, if the organisation is one of its two. */
export const getFund = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Held | undefined> => {
  const [record, book] = await table.getAll(fundKeys(id));
  const held = heldOf(record, book);
  return held?.fund.organizationIds.includes(organizationId) ? held : undefined;
};

/** The fund whose ledger comes next in a partition of the audit's list. */
export const ledgerAfter = async (
  table: Table,
  shard: number,
  after: string | null,
): Promise<string | undefined> => {
  const { items } = await table.query({
    KeyConditionExpression: after ? 'pk = :pk AND sk > :after' : 'pk = :pk',
    ExpressionAttributeValues: { ':pk': ledgers(shard), ...(after && { ':after': after }) },
    Limit: 1,
  });
  return items[0]?.sk;
};

/** For the audit, which belongs to no organisation. */
export const getBook = async (table: Table, fundId: string): Promise<Book | undefined> => {
  const item = await table.get(bookKey(fundId));
  return item && { ...recordOf<Book>(item), fundId };
};

/** The books of these funds, by their ids. The caller has shown its right to them. */
export const getBooks = async (
  table: Table,
  funds: readonly Pick<Fund, 'id'>[],
): Promise<Map<string, Book>> => {
  const items = funds.length > 0 ? await table.getAll(funds.map(({ id }) => bookKey(id))) : [];
  return new Map(items.flatMap((item) => (item ? [[item.pk, recordOf<Book>(item)] as const] : [])));
};

export const listFunds = (
  organizationId: string,
  table: Table,
  page: Pick<Listing, 'limit' | 'cursor' | 'updatedAfter'> & {
    status?: FundStatus | undefined;
    partnershipId?: string | undefined;
  },
) => {
  const shelves = shelvesOfBoth(organizationId, 'fund', page.status);
  return listPage(table, { ...page, shelves, where: { partnershipId: page.partnershipId } });
};

/** A fund made, changed or closed. Its book is `postSteps`'. */
export const fundSteps = (
  table: Table,
  before: Fund | undefined,
  after: Fund,
  told: Pick<Told, 'verb' | 'byName'>,
): Step[] => [
  before
    ? replace(table, fundItem(after), { revision: before.revision }, stale)
    : create(table, fundItem(after)),
  tell(table, after, {
    ...told,
    from: before?.status ?? null,
    to: after.status,
    organizationId: after.funderId,
  }),
  ...(before ? [] : [create(table, { pk: ledgers(shardOf(after.id)), sk: after.id, entity: 'ledger' })]),
];

/** A program that must still be open at the instant of the change. */
export const requireOpenProgram = (table: Table, programId: string): Step =>
  require(table, recordKey(programId), { status: 'open' }, () => ({
    code: 'transition_not_allowed',
    detail: 'The program is closed.',
  }));

const busy = () => ({ code: 'busy', detail: 'Other money of this fund is moving. Try again.' }) as const;

/** What a posting makes: the book as it is then, and the steps of the transaction. */
export interface Posting {
  book: Book;
  steps: Step[];
}

/**
 * Moves money of a fund: the entries, the book over the one that was read, and the events, in the caller's transaction.
 * Refused: `insufficient_funds`, `invalid_input` (see `post`). Whoever meets another posting, or a change of the fund, at
 * the same instant is told `busy`, and reads again. `changing` is for a transaction that writes the fund itself, and
 * says what it was before; any other is held to the fund as it was read.
 */
export const postSteps = (
  table: Table,
  { fund, book }: Held,
  moves: readonly Move[],
  cause: Cause,
  clock: Clock,
  changing?: { before: Fund | undefined },
): Result<Posting> => {
  const posted = post(book, moves, cause, instant(clock.now()));
  if (!posted.ok) return posted;
  const { book: after, entries } = posted.value;
  const events = announcements(changing ? changing.before : fund, fund, book, after, entries);
  const written =
    book.sequence === 0
      ? create(table, bookItem(after))
      : replace(table, bookItem(after), { sequence: book.sequence }, busy);
  return ok({
    book: after,
    steps: [
      ...(entries.length > 0 ? [written] : []),
      ...entries.map((entry) => create(table, entryItem(fund.id, entry), busy)),
      ...(changing || entries.length === 0
        ? []
        : [require(table, recordKey(fund.id), { revision: fund.revision }, busy)]),
      ...events.map((one, order) => announce(table, outgoing(fund, after, one, order, clock), clock)),
    ],
  });
};

/** Money moves without a new revision of the fund: behind the revision, the ledger's own count goes on. */
const outgoing = (
  fund: Fund,
  book: Book,
  { contract, data }: Announcement,
  order: number,
  clock: Clock,
): Outgoing =>
  makeEvent(contract, data, clock, {
    audience: fund.organizationIds,
    sequence: `${sequenceOf(fund.revision)}.${String(book.sequence).padStart(12, '0')}.${order}`,
  });
