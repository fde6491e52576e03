import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { approvalSchema } from '../../../functions/approvals/approval.ts';
import { requestMail } from '../../../functions/approvals/mail.ts';
import { nextRound } from '../../../functions/approvals/mailing.ts';
import { emptyDraft, formPage } from '../../../functions/approvals/page.ts';
import { defaultPolicy } from '../../../functions/approvals/policy.ts';
import { askReceiver } from '../../../functions/referrals/proposing.ts';
import {
  announcement,
  type Referral,
  type ReferralStatus,
  type ReferralVerb,
  responseDue,
} from '../../../functions/referrals/referral.ts';
import {
  entryOf,
  referralEntrySchema,
  referralViewSchema,
  summaryOf,
  viewOf,
} from '../../../functions/referrals/view.ts';
import { handClock, idOf, member, referralIn } from '../../support/arbitraries.ts';

const SENDER = idOf('org', 1);
const RECEIVER = idOf('org', 2);

/** Everything of the customer's that the sender alone may know, as it would look anywhere. */
const personal = ({ customer }: Referral, only: (consent: boolean) => boolean = () => true): string[] =>
  customer.contacts
    .filter(({ consent }) => only(consent))
    .flatMap(({ name, email, phone, jobTitle }) => [name, email, phone, jobTitle])
    .filter((text) => text !== null);
const hiddenUntilAccepted = (referral: Referral): string[] => {
  const { street, city, postalCode } = referral.customer.address ?? {};
  return [...personal(referral), street, city, postalCode, referral.confidentialNote].filter(
    (text): text is string => typeof text === 'string',
  );
};
const leaks = (hidden: string[], ...shown: unknown[]): string[] => {
  const text = JSON.stringify(shown).toLowerCase();
  return hidden.filter((secret) => text.includes(secret.toLowerCase()));
};
const eachOf = (status: ReferralStatus, holds: (referral: Referral) => void) =>
  fc.assert(fc.property(referralIn(status), holds), { numRuns: 60 });

describe('nothing hidden is shown to the receiver', () => {
  test('of a proposal: record, list entry, question, page, mail, and the events both hear', () => {
    eachOf('proposed', (referral) => {
      const clock = handClock();
      const approval = askReceiver(idOf('apr', 1), referral, defaultPolicy('referral'), 'client', clock);
      const round = nextRound(approval, [member(1)], [], 'first', clock);
      const [letter] = round.letters;
      if (!letter) throw new Error('nobody was mailed');
      const asked = letter.asked;
      expect(
        leaks(
          hiddenUntilAccepted(referral),
          viewOf(referral, 'receiver'),
          entryOf(summaryOf(referral), RECEIVER),
          round.approval,
          requestMail(round.approval, asked, 'https://cosell.example/approve/x', false),
          formPage({ token: 'x', approval: round.approval, asked, delegates: [], draft: emptyDraft }),
          announcement('propose', referral, 'draft'),
          responseDue(referral),
        ),
      ).toEqual([]);
      expect(approvalSchema.safeParse(round.approval).error).toBeUndefined();
    });
  });

  test.each(['declined', 'expired', 'withdrawn'] as const)(
    'of one that is %s: id, status and reason alone',
    (status) => {
      const verbs = { declined: 'decline', expired: 'expire', withdrawn: 'withdraw' } as const;
      eachOf(status, (referral) => {
        const event = announcement(verbs[status], referral, 'proposed');
        const shown = [viewOf(referral, 'receiver'), entryOf(summaryOf(referral), RECEIVER), event.data];
        const { title, customer, need, estimatedAmount } = referral;
        expect(
          leaks(
            [
              ...hiddenUntilAccepted(referral),
              title,
              customer.name,
              customer.domain,
              ...(need ? [need] : []),
            ],
            ...shown,
          ),
        ).toEqual([]);
        if (estimatedAmount) expect(JSON.stringify(shown)).not.toContain('amountMinor');
        for (const view of shown.slice(0, 2))
          expect(view).toEqual({
            id: referral.id,
            status,
            partnershipId: referral.partnershipId,
            side: 'receiver',
            reasonCode: referral.reasonCode,
            revision: referral.revision,
            updatedAt: referral.updatedAt,
          });
      });
    },
  );

  test.each([
    ['accepted', 'accept'],
    ['connected', 'connect'],
    ['converted', 'convert'],
    ['closed', 'close'],
  ] as const)(
    'of one that is %s: contacts who did not agree, ever; and contacts in no event or list',
    (status, verb) => {
      eachOf(status, (referral) => {
        const given = { ...referral, reasonCode: verb === 'close' ? 'no_budget' : null };
        expect(
          leaks(
            personal(given, (consent) => !consent),
            viewOf(given, 'receiver'),
          ),
        ).toEqual([]);
        expect(
          leaks(
            hiddenUntilAccepted(given),
            entryOf(summaryOf(given), RECEIVER),
            announcement(verb, given, 'accepted'),
          ),
        ).toEqual([]);
      });
    },
  );
});

describe('what may be seen is seen', () => {
  test('the receiver of a proposal sees region, customer and need, and that more is hidden', () => {
    eachOf('proposed', (referral) => {
      expect(viewOf(referral, 'receiver')).toMatchObject({
        side: 'receiver',
        redacted: true,
        title: referral.title,
        need: referral.need,
        confidentialNote: null,
        customer: {
          name: referral.customer.name,
          domain: referral.customer.domain,
          contacts: [],
          address: referral.customer.address && {
            region: referral.customer.address.region,
            street: null,
            city: null,
            postalCode: null,
          },
        },
      });
    });
  });

  test.each(['accepted', 'connected', 'converted', 'closed'] as const)(
    'the receiver of one that is %s sees address, note, and the contacts who agreed',
    (status) => {
      eachOf(status, (referral) => {
        const view = viewOf(referral, 'receiver');
        expect(view).toMatchObject({
          redacted: false,
          confidentialNote: referral.confidentialNote,
          customer: { address: referral.customer.address },
        });
        const agreed = referral.customer.contacts.filter(({ consent }) => consent);
        expect('customer' in view && view.customer.contacts).toEqual(agreed);
      });
    },
  );

  test.each(['draft', 'proposed', 'declined', 'expired', 'withdrawn', 'accepted', 'closed'] as const)(
    'the sender of one that is %s sees all of it',
    (status) => {
      eachOf(status, (referral) => {
        expect(viewOf(referral, 'sender')).toMatchObject({ customer: referral.customer, redacted: false });
        expect(leaks(hiddenUntilAccepted(referral), viewOf(referral, 'sender'))).toEqual(
          hiddenUntilAccepted(referral),
        );
        expect(entryOf(summaryOf(referral), SENDER)).toMatchObject({ side: 'sender', title: referral.title });
      });
    },
  );

  test('every view and entry fits what the API promises, in every state and on both sides', () => {
    const statuses: ReferralStatus[] = ['proposed', 'accepted', 'declined', 'expired', 'withdrawn', 'closed'];
    for (const status of statuses)
      eachOf(status, (referral) => {
        for (const side of ['sender', 'receiver'] as const) {
          const view = viewOf(referral, side);
          expect(referralViewSchema.safeParse(view).error).toBeUndefined();
          expect(view).not.toHaveProperty('approvalId');
        }
        for (const reader of [SENDER, RECEIVER])
          expect(referralEntrySchema.safeParse(entryOf(summaryOf(referral), reader)).error).toBeUndefined();
      });
  });
});

test.each<[ReferralVerb, ReferralStatus]>([
  ['propose', 'proposed'],
  ['accept', 'accepted'],
  ['decline', 'declined'],
  ['expire', 'expired'],
  ['withdraw', 'withdrawn'],
  ['connect', 'connected'],
  ['convert', 'converted'],
  ['close', 'closed'],
])('what is announced of %s is what was published', (verb, status) => {
  eachOf(status, (referral) => {
    const given = { ...referral, reasonCode: verb === 'close' ? 'no_budget' : null };
    const { contract, data } = announcement(verb, given, 'proposed');
    expect(contract.type).toBe(`cosell.referral.${status}.v1`);
    expect(contract.data.safeParse(data).error).toBeUndefined();
  });
});
