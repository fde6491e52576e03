import { good, unique } from './newcomers.ts';
import type { Answer } from './partner.ts';
import type { World } from './world.ts';

/** Long enough to be now, whatever the clock of the stack shows. */
export const ALWAYS = { startsOn: '2020-01-01', endsOn: '2099-12-31' };
export const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
export const partnershipOf = ({ settings }: World): string => settings.partnerships[0]?.id ?? '';

/** The body of a good fund program, for these partnerships. */
export const programBody = (eligiblePartnershipIds: string[], changes: Record<string, unknown> = {}) => ({
  name: `Joint marketing ${unique()}`,
  currency: 'EUR',
  eligiblePartnershipIds,
  activityTypes: [
    {
      code: 'joint_webinar',
      name: 'Joint webinar',
      proofs: [{ code: 'attendee_list', label: 'List of attendees' }],
    },
  ],
  windows: { earn: ALWAYS, use: ALWAYS, claim: ALWAYS },
  contributionBasisPoints: 5000,
  ...changes,
});

/** A program of Northwind, for its partnership with Brightpath. */
export const programIn = async (world: World, changes: Record<string, unknown> = {}): Promise<Answer> =>
  good(await world.northwind.post('/v1/fund-programs', programBody([partnershipOf(world)], changes)));

export const fundBody = (world: World, programId: string, changes: Record<string, unknown> = {}) => ({
  programId,
  partnershipId: partnershipOf(world),
  name: 'Brightpath 2027',
  amount: euros(10_000_000),
  ...changes,
});

/** A fund of Northwind for Brightpath, in a program of its own, with 100,000.00 EUR where nothing else is said. */
export const fundIn = async (world: World, changes: Record<string, unknown> = {}): Promise<Answer> => {
  const program = await programIn(world);
  return good(await world.northwind.post('/v1/funds', fundBody(world, program.body.id, changes)));
};
