import * as z from 'zod';
import { dateSchema, idOf, line, prose, recordFields } from '../platform/fields.ts';
import { currencySchema } from '../platform/money.ts';
import type { Transitions } from '../platform/transition.ts';

export const programStatuses = ['open', 'closed'] as const;
export type ProgramStatus = (typeof programStatuses)[number];

/** open -> closed. A closed program takes no new funds and no new proposals; what runs, runs to its end. */
export const programTransitions = {
  close: { from: ['open'], to: 'closed', by: 'funder' },
} as const satisfies Transitions<string, ProgramStatus, FundSide>;

/** The two sides of everything about funds: who pays, and who is paid. */
export type FundSide = 'funder' | 'partner';

const code = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be a word in lower case: letters, digits, underscores')
  .meta({ examples: ['joint_webinar'] });

/** What proof there is: every file that is attached to a claim is one of these. */
export const proofKinds = [
  'proof_of_performance',
  'proof_of_spend',
  'supplier_invoice',
  'attendee_list',
  'media_sample',
  'photo',
  'report',
  'contract',
  'other',
] as const;

const proofSchema = z
  .strictObject({
    code: z.enum(proofKinds),
    label: line(120),
    atLeast: z
      .int()
      .min(1)
      .max(10)
      .default(1)
      .meta({ description: 'How many files of this proof a claim needs' }),
  })
  .meta({ id: 'ProofDemanded' });

const distinct = <Row extends { code: string }>(rows: Row[]): boolean =>
  new Set(rows.map((row) => row.code)).size === rows.length;
const repeated = { error: 'names a code twice', params: { code: 'repeated' } };

export const activityTypeSchema = z
  .strictObject({
    code,
    name: line(120),
    proofs: z
      .array(proofSchema)
      .max(10)
      .refine(distinct, repeated)
      .default([])
      .meta({ description: 'What a claim must bring: proof of performance and of spend' }),
  })
  .meta({ id: 'ActivityType' });
export type ActivityType = z.output<typeof activityTypeSchema>;

const windowSchema = z
  .strictObject({ startsOn: dateSchema, endsOn: dateSchema.meta({ description: 'The last day, inclusive' }) })
  .refine(({ startsOn, endsOn }) => startsOn <= endsOn, {
    error: 'must not end before it starts',
    path: ['endsOn'],
    params: { code: 'before_start' },
  })
  .meta({ id: 'FundWindow' });

/** Claims may end when the activities do, or later; never before there can be anything to claim. */
const windowsSchema = z
  .strictObject({
    earn: windowSchema.meta({ description: 'Within it money is allocated' }),
    use: windowSchema.meta({ description: 'Within it activities take place' }),
    claim: windowSchema.meta({ description: 'Within it claims are submitted' }),
  })
  .refine(({ use, claim }) => !(claim.endsOn < use.startsOn), {
    error: 'claims would end before activities begin',
    path: ['claim', 'endsOn'],
    params: { code: 'before_start' },
  });

const settings = {
  name: line(),
  description: prose(4000).nullable(),
  eligiblePartnershipIds: z
    .array(idOf('partnership'))
    .min(1)
    .max(200)
    .refine((ids) => new Set(ids).size === ids.length, {
      error: 'names a partnership twice',
      params: { code: 'repeated' },
    })
    .meta({ description: 'Whose partners may be given a fund of this program', uniqueItems: true }),
  activityTypes: z.array(activityTypeSchema).min(1).max(30).refine(distinct, repeated),
  windows: windowsSchema,
  contributionBasisPoints: z
    .int()
    .min(1)
    .max(10_000)
    .meta({
      description: "The funder's share of an activity's cost at most, in 1/100 of a percent",
      examples: [5000],
    }),
  invoiceRequired: z.boolean().meta({ description: 'Whether a payout waits for an invoice of the partner' }),
  paymentTermDays: z.int().min(0).max(180),
};
const whereLeftOut = {
  description: settings.description.default(null),
  invoiceRequired: settings.invoiceRequired.default(true),
  paymentTermDays: settings.paymentTermDays.default(30),
};

export const newProgramSchema = z
  .strictObject({ ...settings, ...whereLeftOut, currency: currencySchema })
  .meta({
    id: 'NewFundProgram',
    examples: [
      {
        name: 'Joint marketing 2027',
        currency: 'EUR',
        eligiblePartnershipIds: ['prt_01JD0000000000000000000003'],
        activityTypes: [
          {
            code: 'joint_webinar',
            name: 'Joint webinar',
            proofs: [
              { code: 'attendee_list', label: 'List of attendees' },
              { code: 'supplier_invoice', label: 'Invoices of suppliers' },
            ],
          },
        ],
        windows: {
          earn: { startsOn: '2026-11-01', endsOn: '2027-12-31' },
          use: { startsOn: '2026-11-01', endsOn: '2027-12-31' },
          claim: { startsOn: '2026-11-01', endsOn: '2028-02-29' },
        },
        contributionBasisPoints: 5000,
      },
    ],
  });
export type NewProgram = z.output<typeof newProgramSchema>;

/** The currency is not among them: it is that of every entry there is. */
export const programPatchSchema = z
  .strictObject(settings)
  .partial()
  .meta({ id: 'FundProgramPatch', examples: [{ paymentTermDays: 45 }] });

export const programSchema = z
  .strictObject({
    id: idOf('fund_program'),
    status: z.enum(programStatuses),
    funderId: idOf('organization'),
    funderName: z.string(),
    currency: currencySchema,
    ...settings,
    ...recordFields,
  })
  .meta({ id: 'FundProgram' });
export type Program = z.output<typeof programSchema>;

/** Whether a day lies in a window; both of its ends count. */
export const within = (window: { startsOn: string; endsOn: string }, day: string): boolean =>
  window.startsOn <= day && day <= window.endsOn;
