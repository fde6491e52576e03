import * as z from 'zod';

/**
 * Who may hear an event. `parties`: both organisations of the record. `decider`: only the organisation that is
 * asked for the decision. `operator`: only whoever runs the deployment.
 */
export type Audience = 'parties' | 'decider' | 'operator';

/** One published event, declared once: the make function, rule patterns, JSON Schema, AsyncAPI and docs derive from it. */
export interface EventContract<Data extends z.ZodType = z.ZodType> {
  /** `cosell.<record>.<past verb>.v<n>`; a published version is frozen. */
  readonly type: `cosell.${string}.v${number}`;
  /** The EventBridge `source`: `cosell.<process>`. */
  readonly source: `cosell.${string}`;
  /** What happened, in one sentence. */
  readonly summary: string;
  readonly audience: Audience;
  /** Thin: what both hearers may see. */
  readonly data: Data;
  readonly example: z.input<Data>;
}

/** Declares the events of one process. `source` becomes the EventBridge source. */
export const contractsOf =
  (source: `cosell.${string}`) =>
  <Data extends z.ZodType>(contract: Omit<EventContract<Data>, 'source'>): EventContract<Data> => ({
    source,
    ...contract,
  });

/** An event in CloudEvents 1.0 JSON, the EventBridge `detail` (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md). */
export const cloudEvent = <Data extends z.ZodType>(contract: EventContract<Data>) =>
  z.strictObject({
    specversion: z.literal('1.0'),
    id: z.string().meta({ description: 'Stable over re-delivery: use it to notice a repeat' }),
    source: z.string().meta({ description: 'The collection of the record: `/v1/referrals`' }),
    type: z.literal(contract.type),
    subject: z.string().meta({ description: 'The id of the record' }),
    time: z.iso.datetime({ precision: 3 }),
    datacontenttype: z.literal('application/json'),
    dataschema: z.string(),
    sequence: z.string().meta({ description: "Orders one record's events, compared as text" }),
    data: contract.data,
  });

/** Money in minor units: 12500.00 EUR is `{ amountMinor: 1250000, currency: 'EUR' }`. */
export const money = z.strictObject({ amountMinor: z.int(), currency: z.string().length(3) });

const example = { amountMinor: 1_250_000, currency: 'EUR' };
export const exampleMoney: z.input<typeof money> = example;

/** What every event of a record that two organisations share says. */
export const sharedRecord = {
  id: z.string().meta({ description: 'The record' }),
  revision: z.int().positive(),
  status: z.string(),
  previousStatus: z.string().nullable().meta({ description: 'null where the record is new' }),
  organizationIds: z
    .array(z.string())
    .min(1)
    .max(2)
    .meta({ description: 'The organisations that share the record' }),
  links: z.strictObject({ self: z.string().meta({ description: 'Path of the record in the API' }) }),
};

/** A part of an example that every record's events share. */
export const exampleOf = (collection: string, id: string, status: string, previousStatus: string | null) => ({
  id,
  revision: 2,
  status,
  previousStatus,
  organizationIds: ['org_01JD0000000000000000000001', 'org_01JD0000000000000000000002'],
  links: { self: `/v1/${collection}/${id}` },
});
