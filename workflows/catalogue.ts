import { approval } from './approval.ts';
import { ledgerAudit } from './ledger-audit.ts';
import { partnership, referral } from './proposal.ts';
import { fundClaim, fundProposal, payout } from './review.ts';
import type { Workflow } from './workflow.ts';

/** Every machine; one that nests another comes after it. */
export const workflows: readonly Workflow[] = [
  approval,
  partnership,
  referral,
  fundProposal,
  fundClaim,
  payout,
  ledgerAudit,
];
