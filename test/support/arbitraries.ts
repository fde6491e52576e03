import fc from 'fast-check';
import type { Approval } from '../../functions/approvals/approval.ts';
import { open, type Question } from '../../functions/approvals/asking.ts';
import type { People, Policy, PolicyStep } from '../../functions/approvals/policy.ts';
import type { Member, Role } from '../../functions/organizations/organization.ts';
import { roles } from '../../functions/organizations/organization.ts';
import type { Clock } from '../../functions/platform/clock.ts';
import { currencyCodes } from '../../functions/platform/codes.ts';
import type { Money } from '../../functions/platform/money.ts';
import { type Referral, type ReferralStatus, referralStatuses } from '../../functions/referrals/referral.ts';

/** A clock that a test moves. */
export interface HandClock extends Clock {
  move(seconds: number): void;
}
export const START_MS = Date.parse('2026-11-23T09:00:00.000Z');
export const handClock = (startMs = START_MS): HandClock => {
  let now = startMs;
  return {
    now: () => now,
    move: (seconds) => {
      now += seconds * 1000;
    },
  };
};

/** `id('member', 3)`: an id that reads well in a failing test. */
export const idOf = (prefix: string, number: number): string =>
  `${prefix}_01JD${String(number).padStart(22, '0')}`;
export const memberId = (number: number): string => idOf('mem', number);

const head = (id: string, clock: Clock) => {
  const at = new Date(clock.now()).toISOString();
  return { id, revision: 1, createdAt: at, createdBy: 'client', updatedAt: at, updatedBy: 'client' };
};

/** Member number 3 is called "Member 3". */
export const member = (number: number, given: Partial<Member> = {}): Member => ({
  ...head(memberId(number), handClock()),
  name: `Member ${number}`,
  email: `member${number}@brightpath.example`,
  roles: ['approver'],
  locale: 'en-GB',
  timeZone: 'UTC',
  active: true,
  unreachable: null,
  ...given,
});

export const named = (...numbers: number[]): People => ({ memberIds: numbers.map(memberId), roles: [] });

export const policyStep = (given: Partial<PolicyStep> = {}): PolicyStep => ({
  name: 'Partner team',
  approvers: named(1),
  quorum: 'any',
  fromAmount: null,
  deadline: 'P14D',
  reminders: [],
  escalateAfter: null,
  escalateTo: null,
  ...given,
});

export const question = (given: Partial<Question> = {}): Question => ({
  id: idOf('apr', 1),
  organizationId: idOf('org', 2),
  kind: 'referral',
  subject: { id: idOf('rfl', 1), revision: 2, path: `/v1/referrals/${idOf('rfl', 1)}` },
  ask: {
    act: 'approve',
    headline: 'Referral from Northwind Cloud',
    title: 'Data platform',
    requestedBy: 'Northwind Cloud',
    facts: [],
    reasons: [
      { code: 'no_capacity', label: 'No capacity' },
      { code: 'other', label: 'Another reason' },
    ],
    amount: { amountMinor: 100_000, currency: 'EUR' },
  },
  barredIds: [],
  onReminder: null,
  ...given,
});

/** An open approval of these steps, nobody asked yet. */
export const opened = (
  steps: PolicyStep[],
  clock: Clock,
  given: Partial<Question> = {},
  policy: Partial<Pick<Policy, 'apiDecision' | 'oneTimeCode'>> = {},
): Approval =>
  open(question(given), { steps, apiDecision: true, oneTimeCode: false, ...policy }, 'client', clock);

export const money: fc.Arbitrary<Money> = fc.record({
  amountMinor: fc.oneof(
    fc.maxSafeNat(),
    fc.nat(1_000),
    fc.constantFrom(0, 1, 99, 100, Number.MAX_SAFE_INTEGER),
  ),
  currency: fc.constantFrom(...currencyCodes),
});

/** Words that occur nowhere by chance, so that finding one means it leaked. */
export const secretWord: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...'bcdfghjklmnpqrstvwxz'), { minLength: 12, maxLength: 16 })
  .map((letters) => `Zq${letters.join('')}`);

export const roleList: fc.Arbitrary<Role[]> = fc.uniqueArray(fc.constantFrom(...roles), {
  minLength: 1,
  maxLength: 3,
});

const contact = fc.record({
  name: secretWord,
  email: secretWord.map((word) => `${word.toLowerCase()}@contoso.example`),
  phone: fc.option(fc.stringMatching(/^\+[1-9][0-9]{11}$/), { nil: null }),
  jobTitle: fc.option(secretWord, { nil: null }),
  consent: fc.boolean(),
});

/** A whole referral in a state, every hidden field filled with a word of its own. */
export const referralIn = (status: ReferralStatus): fc.Arbitrary<Referral> =>
  fc
    .record({
      address: fc.option(
        fc.record({
          street: secretWord,
          city: secretWord,
          region: fc.constant('Norte'),
          postalCode: secretWord,
        }),
        { nil: null },
      ),
      contacts: fc.array(contact, { maxLength: 3 }),
      confidentialNote: fc.option(secretWord, { nil: null }),
      need: fc.option(fc.constant('One data platform.'), { nil: null }),
      estimatedAmount: fc.option(money, { nil: null }),
      industry: fc.option(fc.constant('Food'), { nil: null }),
    })
    .map(({ address, contacts, industry, ...rest }) => ({
      ...head(idOf('rfl', 1), handClock()),
      revision: 2,
      status,
      partnershipId: idOf('prt', 1),
      organizationIds: [idOf('org', 1), idOf('org', 2)],
      senderId: idOf('org', 1),
      senderName: 'Northwind Cloud',
      receiverId: idOf('org', 2),
      receiverName: 'Brightpath',
      nextSide: null,
      title: 'Data platform for Contoso Foods',
      customer: {
        name: 'Contoso Foods',
        domain: 'contoso-foods.com',
        industry,
        country: 'PT',
        address,
        contacts,
      },
      expectedCloseDate: '2027-03-31',
      solutionIds: [],
      expiresAt: '2026-12-07T09:00:00.000Z',
      reasonCode: null,
      duplicateOf: null,
      senderSeller: null,
      receiverSeller: null,
      opportunityId: status === 'converted' ? idOf('opp', 1) : null,
      approvalId: idOf('apr', 1),
      ...rest,
    }));

export const referral: fc.Arbitrary<Referral> = fc.constantFrom(...referralStatuses).chain(referralIn);

/** One referral, for tests that want an ordinary one. */
export const someReferral = (given: Partial<Referral> = {}): Referral => ({
  ...(fc.sample(referralIn('proposed'), { seed: 1, numRuns: 1 })[0] as Referral),
  ...given,
});
