import { type IndexName, indexes, projected } from '../../functions/platform/table.ts';
import { type Recorded, type RecordedEntity, type RecordedRead, recorded } from './table-traffic.ts';

/** What each kind of item is for. A test holds this list to what the handlers really write. */
export const entities: Readonly<Record<string, string>> = {
  organization: 'A tenant.',
  member: 'A person of an organisation.',
  email: 'One member an address: a second member with it meets this item.',
  'api-client': 'A credential, as the operator lists it.',
  caller: 'Which organisation a credential belongs to; the authorizer reads it.',
  partnership: 'Two organisations that share records.',
  pair: 'One open partnership a pair of organisations.',
  referral: 'The record of a referral.',
  overlay: "One side's private notes on a shared record.",
  claims: 'Who works on which customer in a partnership: every open referral and opportunity.',
  opportunity: 'The joint record that a referral becomes.',
  fund_program: 'What is paid for, to whom, by which proof, and when.',
  fund: 'Money of a program, allocated to one partner: its name, status and threshold.',
  book: "A fund's balances, and the last entry that made them so.",
  entry: "One movement of a fund's money, chained to the one before by its hash; never changed or deleted.",
  ledger: 'That a fund has a ledger: where the nightly audit finds it.',
  timeline: 'One change of a record; never changed or deleted.',
  fund_proposal: 'What a partner asks of a fund for an activity.',
  share: "What of a fund's money belongs to one proposal, and how many of its claims are open.",
  fund_claim: 'What a partner claims of approved money, with its proof.',
  payout: "An approved claim on its way to the partner's account.",
  calendar: "An organisation's business days and time zone.",
  approval: 'What is asked of whom, and the answers; with the token that its workflow waits with.',
  link: 'Whom an e-mailed link was sent to, and its one-time code; kept by the hash of the link.',
  policy: 'Who decides in an organisation, for one kind.',
  delegation: 'Who stands in for a member who is away.',
  attachment:
    'A file attached to a record: what was declared of it, how far it came, and the version of the object that was checked.',
  'attachment-count': 'How many attachments of a record are awaited or stored.',
  event: 'The outbox: an event, and the workflow that it starts or wakes.',
  wake: 'The outbox: a workflow to wake, without an event.',
  idempotency: 'The answer to a request, kept a day with its Idempotency-Key.',
  system: 'The key that cursors are signed with.',
};

const code = (text: string): string => `\`${text}\``;
const list = (texts: Iterable<string>, between = ', '): string => [...texts].join(between);
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
/** A recorded `functions/partners/store.ts getPartnership` as a link. */
const source = (by: string): string => {
  const [path = '', name] = by.split(' ');
  return `[${name ?? path.split('/').slice(1).join('/')}](../${path})`;
};

const entityRow = (
  name: string,
  { keys, attributes, indexes: standsIn, bytes }: RecordedEntity,
): string[] => [
  `**${name}**<br>${entities[name] ?? ''}`,
  list(
    keys.map(({ pk, sk }) => `${code(pk)} / ${code(sk)}`),
    '<br>',
  ),
  list(attributes.map(code)),
  list(Object.keys(standsIn).map(code), '<br>'),
  bytes.least === bytes.most ? `${bytes.least}` : `${bytes.least} to ${bytes.most}`,
];

const indexRows = ({ entities: shown }: Recorded): string[][] =>
  (Object.keys(indexes) as IndexName[]).map((index) => [
    code(index),
    `${code(indexes[index].pk)} / ${code(indexes[index].sk)}`,
    list(
      Object.values(shown).flatMap(({ indexes: one }) => one[index]?.pk.split(', ').map(code) ?? []),
      '<br>',
    ),
  ]);

/** Read units of one page of 25: the page, one more that tells of a next page, and one that a cursor's own entry may take. */
const pageUnits = (entryBytes: number): number => Math.max(1, Math.ceil((27 * entryBytes) / 4096)) / 2;

const unitsOf = ({ call, index, pk, consistent }: RecordedRead, { entities: shown }: Recorded): string => {
  if (index) {
    const entry = Object.values(shown).find((entity) => entity.indexes[index]?.pk.split(', ').includes(pk));
    return `${pageUnits(entry?.indexes[index]?.entryBytes ?? 0)} for 25`;
  }
  const each = consistent ? '1' : '0.5';
  return call === 'Query' ? `${each} for each 4 KB read` : `${each} for each 4 KB`;
};

const readRows = (all: Recorded): string[][] =>
  all.reads.map((read) => [
    source(read.by),
    read.call,
    list(
      [
        ...(read.index ? [`${code(read.index)}:`] : []),
        code(read.pk),
        ...(read.sk ? [`/ ${code(read.sk)}`] : []),
      ],
      ' ',
    ),
    unitsOf(read, all),
    String(read.usedBy.length),
  ]);

const writeRows = ({ operations }: Recorded): string[][] =>
  operations
    .filter(({ writes }) => writes.length > 0)
    .map(({ name, writes, units }) => [
      code(name),
      list(writes, ', '),
      String(units.write),
      String(units.index),
    ]);

/** The whole of docs/data-model.md. */
export const dataModel = (all: Recorded = recorded()): string => `# Data model

One DynamoDB table holds everything. This page is generated: \`test/unit/docs/story.ts\` sends every route and every
workflow task once over a table in memory, and what they read and wrote is summed up here. The sentences come from
\`infra/generate/data-model.ts\`; keys, attributes, indexes, sizes and units are what the code did.

- **Base key**: \`pk\` is the record (or the organisation), \`sk\` the part of it. A record and its parts share a partition.
- **Body**: a record is one JSON text in \`body\`. What conditions, indexes and filters need stands beside it
  ([why](decisions/0003-records-are-one-json-text.md)).
- **Revision**: every change of a record is conditional on the revision it was made from.
- **No scan**: the functions' roles do not allow one ([functions.ts](../infra/functions.ts)).
- **Expiry**: items with \`expiresAt\` (seconds since the epoch) are deleted by DynamoDB's time to live: idempotency after
  a day, outbox after 35 days, links 180 days after their deadline, attachments that came to nothing after 30 days.

## Items

Size is that of the story's items, in bytes by DynamoDB's rules; yours differ with what people write.

${table(
  ['Item', 'Key (`pk` / `sk`)', 'Attributes beside `body`', 'Stands in', 'Bytes'],
  Object.entries(all.entities).map(([name, entity]) => entityRow(name, entity)),
)}

## Indexes

Each sorts by \`changedSk\`, the instant of the last change and the id, and holds ${list(projected.map(code), ' and ')} beside the
keys. An item stands in an index only while it has the index's partition attribute: a draft has no \`counterpartPk\`, so its
receiver cannot list it.

${table(['Index', 'Key', 'Partitions'], indexRows(all))}

## Reads

Units are read request units. \`GetItem\` and \`BatchGetItem\` cost 1 for each 4 KB of each item, consistent. A page of 25 of a list
reads 27 entries (one tells of a next page, one may be the cursor's own); it is counted here with the story's largest
entry. A list over both sides makes two queries. With a filter that no index serves (\`partnershipId\`), a page reads up to 400 entries.

${table(['Function', 'Call', 'Key', 'Read units', 'Routes and tasks'], readRows(all))}

## Writes

Each line is one route or task, and all its writes are one transaction. Units are write request units: 2 for each KB of each item, because it
is a transaction; in the indexes 1 for each KB of an entry that comes, goes or changes in place, and both where its key
changes. Every change of a record moves its \`changedSk\`, so each index it stands in costs two writes.

${table(['Route or task', 'Writes', 'Table', 'Indexes'], writeRows(all))}

Rules: [capacity consumption](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html),
[item sizes](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html),
[indexes](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html). They are coded and tested in
\`test/unit/docs/units.ts\`.
`;
