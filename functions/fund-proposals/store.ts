import type { Approval } from '../approvals/approval.ts';
import { policyKey, policyOf } from '../approvals/policy-store.ts';
import { approvalKey, createApprovalStep, type Held as HeldApproval, heldOf } from '../approvals/store.ts';
import { startOf } from '../approvals/subject.ts';
import type { Cause, Move } from '../funds/ledger.ts';
import type { Program } from '../funds/program.ts';
import { fundKeys, heldOf as fundOf, type Held as HeldFund, postSteps } from '../funds/store.ts';
import { calendarKey, calendarOf } from '../organizations/calendar-store.ts';
import { announce, create, replace, type Step } from '../platform/change.ts';
import type { Clock } from '../platform/clock.ts';
import type { Calendar } from '../platform/days.ts';
import { type Listing, listPage } from '../platform/listing.ts';
import { makeEvent, type Start } from '../platform/outbox.ts';
import { recordItem, recordKey, recordOf, shelvesOfBoth } from '../platform/record.ts';
import { ok, type Result, refused } from '../platform/result.ts';
import type { Item, Table } from '../platform/table.ts';
import { type Told, tell } from '../platform/timeline.ts';
import { replaceWaited, waitTokenOf, wakeOf } from '../platform/waiting.ts';
import { announcement, entryOf, type Proposal, type ProposalStatus, type ProposalVerb } from './proposal.ts';
import { type Kept, newShare, shift } from './share.ts';

/** Items: fund proposal (`fpp_…` RECORD), its timeline, its share of the fund's money (SHARE), and the token that its workflow waits with (`waitToken`). */
const itemOf = (proposal: Proposal): Item =>
  recordItem(
    proposal,
    {
      kind: 'fund_proposal',
      ownerId: proposal.partnerId,
      counterpartId: isPrivate(proposal) ? undefined : proposal.funderId,
      status: proposal.status,
    },
    entryOf(proposal),
    { partnershipId: proposal.partnershipId },
  );

/** A draft is the partner's own, one that was recalled too, and stays so when it is cancelled: what was submitted has terms. */
const isPrivate = ({ terms }: Proposal): boolean => terms === null;

const shareKey = (proposalId: string) => ({ pk: proposalId, sk: 'SHARE' });
const shareStep = (table: Table, before: Kept, after: Kept): Step => {
  const item = {
    ...shareKey(after.proposalId),
    entity: 'share',
    version: after.version,
    body: JSON.stringify(after),
  };
  return before.version === 0
    ? create(table, item, () => ({ code: 'busy' }))
    : replace(table, item, { version: before.version }, () => ({ code: 'busy' }));
};

/** A proposal with everything that a step of its life may need: one read. */
export interface Held {
  proposal: Proposal;
  share: Kept;
  fund: HeldFund;
  /** The approval that is open, or was the last. */
  approval: HeldApproval | undefined;
  waitToken: string | undefined;
}

export const proposalKeys = (id: string) => [recordKey(id), shareKey(id)];

/** A proposal and its share, in the items of `proposalKeys`. */
export const proposalOf = (
  record: Item | undefined,
  share: Item | undefined,
): Pick<Held, 'proposal' | 'share' | 'waitToken'> | undefined => {
  const proposal = record?.entity === 'fund_proposal' ? recordOf<Proposal>(record) : undefined;
  return (
    proposal && {
      proposal,
      share: share ? recordOf<Kept>(share) : newShare(proposal.id),
      waitToken: waitTokenOf(record),
    }
  );
};

const known = (organizationId: string, proposal: Proposal): boolean =>
  proposal.partnerId === organizationId || (proposal.funderId === organizationId && !isPrivate(proposal));

/** A proposal and its share, if the organisation may know of it: the partner, or the funder once it was submitted. */
export const getProposal = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<ReturnType<typeof proposalOf>> => {
  const [record, share] = await table.getAll(proposalKeys(id));
  const found = proposalOf(record, share);
  return found && known(organizationId, found.proposal) ? found : undefined;
};

/** The same with its fund, its approval and its workflow, for a step. */
export const getHeld = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Held | undefined> => {
  const held = await getForWorkflow(table, id);
  return held && known(organizationId, held.proposal) ? held : undefined;
};

/** For the workflow, which belongs to no organisation. */
export const getForWorkflow = async (table: Table, id: string): Promise<Held | undefined> => {
  const [record, share] = await table.getAll(proposalKeys(id));
  const found = proposalOf(record, share);
  if (!found) return undefined;
  const { approvalId, fundId } = found.proposal;
  const [fund, book, approval] = await table.getAll([
    ...fundKeys(fundId),
    ...(approvalId ? [approvalKey(approvalId)] : []),
  ]);
  const held = fundOf(fund, book);
  if (!held) throw new Error(`proposal ${id} has no fund ${fundId}`);
  return { ...found, fund: held, approval: approval && heldOf(approval) };
};

/** What a submission depends on: the program, the funder's policy and its calendar. */
export const getForSubmission = async (
  table: Table,
  proposal: Proposal,
): Promise<{
  program: Program;
  policy: ReturnType<typeof policyOf>;
  calendar: Calendar;
}> => {
  const [program, policy, calendar] = await table.getAll([
    recordKey(proposal.programId),
    policyKey(proposal.funderId, 'fund_proposal'),
    calendarKey(proposal.funderId),
  ]);
  if (!program) throw new Error(`proposal ${proposal.id} has no program ${proposal.programId}`);
  return {
    program: recordOf<Program>(program),
    policy: policyOf(policy, 'fund_proposal'),
    calendar: calendarOf(calendar),
  };
};

export const listProposals = (
  organizationId: string,
  table: Table,
  filter: Pick<Listing, 'limit' | 'cursor' | 'updatedAfter'> & {
    status?: ProposalStatus | undefined;
    partnershipId?: string | undefined;
  },
) => {
  const shelves = shelvesOfBoth(organizationId, 'fund_proposal', filter.status);
  return listPage(table, {
    ...{ limit: filter.limit, cursor: filter.cursor, updatedAfter: filter.updatedAfter, shelves },
    where: { partnershipId: filter.partnershipId },
  });
};

/** Draft made or changed: the partner's own affair, without event. */
export const draftSteps = (
  table: Table,
  held: Pick<Held, 'proposal' | 'waitToken'> | undefined,
  after: Proposal,
  byName: string,
): Step[] => [
  held
    ? replaceWaited(
        table,
        itemOf(after),
        { revision: held.proposal.revision, waitToken: held.waitToken },
        true,
      )
    : create(table, itemOf(after)),
  tell(table, after, {
    verb: held ? 'update' : 'create',
    from: held?.proposal.status ?? null,
    to: after.status,
    organizationId: after.partnerId,
    byName,
  }),
];

/** Money that a step moves: in the fund's ledger and in the proposal's share, in one transaction. */
export const moneySteps = (
  table: Table,
  { fund, share }: Pick<Held, 'fund' | 'share'>,
  moves: readonly Move[],
  cause: Omit<Cause, 'proposalId'>,
  clock: Clock,
  openClaims = 0,
): Result<Step[]> => {
  const moving = moves.filter(({ amountMinor }) => amountMinor > 0);
  if (moving.length === 0 && openClaims === 0) return ok([]);
  const after = shift(share, moving, openClaims);
  if (!after)
    return refused({
      code: 'insufficient_funds',
      detail: `Of the proposal's money, ${share.committed} can be claimed (minor units of ${fund.book.currency}).`,
    });
  const posted = postSteps(table, fund, moving, { ...cause, proposalId: share.proposalId }, clock);
  return posted.ok ? ok([shareStep(table, share, after), ...posted.value.steps]) : posted;
};

/** A step of a proposal's life: the record, its timeline and its event, which wakes the workflow that waits for it. */
export const stepSteps = (
  table: Table,
  { proposal: before, waitToken }: Pick<Held, 'proposal' | 'waitToken'>,
  after: Proposal,
  verb: ProposalVerb,
  told: Omit<Told, 'verb' | 'from' | 'to'>,
  clock: Clock,
  start?: Start,
): Step[] => {
  const said = announcement(verb, after, before.status);
  const wake = wakeOf(waitToken);
  return [
    replaceWaited(table, itemOf(after), { revision: before.revision, waitToken }),
    tell(table, after, { ...told, verb, from: before.status, to: after.status }),
    ...(said
      ? [
          announce(
            table,
            makeEvent(said.contract, said.data, clock, { audience: after.organizationIds, wake, start }),
            clock,
          ),
        ]
      : []),
  ];
};

/** The submission: also the question to the funder, and the workflow that sees it through. */
export const submitSteps = (
  table: Table,
  held: Held,
  after: Proposal,
  approval: Approval,
  told: Omit<Told, 'verb' | 'from' | 'to'>,
  clock: Clock,
): Step[] => [
  ...stepSteps(table, held, after, 'submit', told, clock, startOf('fund_proposal', approval, clock)),
  createApprovalStep(table, approval),
];
