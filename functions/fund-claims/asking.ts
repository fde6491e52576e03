import type { Approval, Fact } from '../approvals/approval.ts';
import { open } from '../approvals/asking.ts';
import type { Policy } from '../approvals/policy.ts';
import type { Kept } from '../fund-proposals/share.ts';
import type { Attachment } from '../platform/attachments/attachment.ts';
import type { Clock } from '../platform/clock.ts';
import { askedMinor, type Claim, rejectReasons } from './claim.ts';

/** What the approvers are shown beside the claim itself: what is left, and the proof. */
export interface Shown {
  fundName: string;
  availableMinor: number;
  /** The proposal's share as this claim leaves it. */
  share: Kept;
  proofs: { label: string; attachment: Attachment }[];
}

const factsOf = (claim: Claim, { fundName, availableMinor, share, proofs }: Shown): Fact[] => {
  const money = (amountMinor: number) => ({ amountMinor, currency: claim.currency });
  const { amount, exchange } = claim;
  return [
    { label: claim.undisputed ? 'Disputed' : 'Claimed', money: money(askedMinor(claim)) },
    ...(amount && exchange
      ? [
          { label: 'Spent', money: amount },
          { label: 'Rate', rate: { value: exchange.rate, from: amount.currency, to: claim.currency } },
          { label: 'Day of the rate', date: exchange.rateOn },
          { label: 'Source of the rate', text: exchange.source },
        ]
      : []),
    ...(claim.undisputed && claim.approvedAmount
      ? [{ label: 'Approved before', money: claim.approvedAmount }]
      : []),
    { label: 'Left of the proposal after this', money: money(share.committed) },
    { label: `Left in “${fundName}” after this`, money: money(availableMinor) },
    { label: 'Proposal', text: claim.proposalTitle },
    ...(claim.description ? [{ label: 'What was done', text: claim.description }] : []),
    ...(claim.disputeReason ? [{ label: 'Why it is disputed', text: claim.disputeReason }] : []),
    ...proofs.map(({ label, attachment }) => ({
      label: `Proof: ${label}`,
      attachment: { id: attachment.id, subjectId: claim.id, fileName: attachment.fileName },
    })),
  ];
};

/** Opens the question to the funder, about this very revision of the claim. */
export const askFunder = (
  id: string,
  claim: Claim,
  shown: Shown,
  policy: Pick<Policy, 'steps' | 'apiDecision' | 'oneTimeCode'>,
  barredIds: string[],
  by: string,
  clock: Clock,
): Approval =>
  open(
    {
      id,
      organizationId: claim.funderId,
      kind: 'fund_claim',
      subject: { id: claim.id, revision: claim.revision, path: `/v1/fund-claims/${claim.id}` },
      ask: {
        act: 'approve',
        headline: `${claim.undisputed ? 'Disputed fund claim' : 'Fund claim'} from ${claim.partnerName}`,
        title: claim.title,
        requestedBy: claim.partnerName,
        facts: factsOf(claim, shown),
        reasons: [...rejectReasons],
        amount: { amountMinor: askedMinor(claim), currency: claim.currency },
      },
      barredIds,
      onReminder: null,
    },
    policy,
    by,
    clock,
  );
