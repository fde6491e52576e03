import type { Approval, Fact } from '../approvals/approval.ts';
import { open } from '../approvals/asking.ts';
import type { Policy } from '../approvals/policy.ts';
import type { Fund } from '../funds/fund.ts';
import type { Book } from '../funds/ledger.ts';
import type { Clock } from '../platform/clock.ts';
import { type Proposal, rejectReasons } from './proposal.ts';

/** What the funder's reviewers are shown: what is asked, how much, of what cost, and what is left in the fund. */
const factsOf = (proposal: Proposal, fund: Fund, after: Book): Fact[] => [
  ...(proposal.requestedAmount ? [{ label: 'Asked for', money: proposal.requestedAmount }] : []),
  ...(proposal.totalCost ? [{ label: 'Cost of the activity', money: proposal.totalCost }] : []),
  {
    label: `Left in “${fund.name}” after this`,
    money: { amountMinor: after.balances.available, currency: fund.currency },
  },
  ...(proposal.terms ? [{ label: 'Activity', text: proposal.terms.activityType.name }] : []),
  ...(proposal.startsOn ? [{ label: 'Begins', date: proposal.startsOn }] : []),
  ...(proposal.endsOn ? [{ label: 'Ends', date: proposal.endsOn }] : []),
  ...(proposal.description ? [{ label: 'What is planned', text: proposal.description }] : []),
  ...(proposal.submissions > 1 && proposal.reviewComment
    ? [{ label: 'It was returned before with', text: proposal.reviewComment }]
    : []),
];

/** Opens the question to the funder, about this very revision of the proposal. `barredIds`: members who are on the payee's side too. */
export const askFunder = (
  id: string,
  proposal: Proposal,
  { fund, after }: { fund: Fund; after: Book },
  policy: Pick<Policy, 'steps' | 'apiDecision' | 'oneTimeCode'>,
  barredIds: string[],
  by: string,
  clock: Clock,
): Approval =>
  open(
    {
      id,
      organizationId: proposal.funderId,
      kind: 'fund_proposal',
      subject: {
        id: proposal.id,
        revision: proposal.revision,
        path: `/v1/fund-proposals/${proposal.id}`,
      },
      ask: {
        act: 'approve',
        headline: `Fund proposal from ${proposal.partnerName}`,
        title: proposal.title,
        requestedBy: proposal.partnerName,
        facts: factsOf(proposal, fund, after),
        reasons: [...rejectReasons],
        amount: proposal.requestedAmount,
      },
      barredIds,
      onReminder: null,
    },
    policy,
    by,
    clock,
  );
