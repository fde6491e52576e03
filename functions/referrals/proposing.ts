import type { Approval, Fact } from '../approvals/approval.ts';
import { open } from '../approvals/asking.ts';
import type { Policy } from '../approvals/policy.ts';
import type { Clock } from '../platform/clock.ts';
import { declineReasons, type Referral, responseDue } from './referral.ts';

/** What the receiver's approvers are shown: what the receiver may see before it accepts, and no more. */
const factsOf = (referral: Referral): Fact[] => [
  { label: 'Customer', text: `${referral.customer.name} (${referral.customer.domain})` },
  {
    label: 'Country',
    text:
      new Intl.DisplayNames('en', { type: 'region' }).of(referral.customer.country) ??
      referral.customer.country,
  },
  ...(referral.customer.industry ? [{ label: 'Industry', text: referral.customer.industry }] : []),
  ...(referral.estimatedAmount ? [{ label: 'Estimated amount', money: referral.estimatedAmount }] : []),
  ...(referral.expectedCloseDate ? [{ label: 'Expected close', date: referral.expectedCloseDate }] : []),
  ...(referral.need ? [{ label: 'What is needed', text: referral.need }] : []),
];

/** Opens the question to the receiver, about this very revision of the referral. */
export const askReceiver = (
  id: string,
  referral: Referral,
  policy: Pick<Policy, 'steps' | 'apiDecision' | 'oneTimeCode'>,
  by: string,
  clock: Clock,
): Approval =>
  open(
    {
      id,
      organizationId: referral.receiverId,
      kind: 'referral',
      subject: { id: referral.id, revision: referral.revision, path: `/v1/referrals/${referral.id}` },
      ask: {
        act: 'accept',
        headline: `Referral from ${referral.senderName}`,
        title: referral.title,
        requestedBy: referral.senderName,
        facts: factsOf(referral),
        reasons: [...declineReasons],
        amount: referral.estimatedAmount,
      },
      barredIds: [],
      onReminder: responseDue(referral),
    },
    policy,
    by,
    clock,
  );
