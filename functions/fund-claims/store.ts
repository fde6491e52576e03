import type { Approval } from '../approvals/approval.ts';
import { policyKey, policyOf } from '../approvals/policy-store.ts';
import { approvalKey, createApprovalStep, type Held as HeldApproval, heldOf } from '../approvals/store.ts';
import { startOf } from '../approvals/subject.ts';
import type { Proposal } from '../fund-proposals/proposal.ts';
import type { Kept } from '../fund-proposals/share.ts';
import { proposalKeys, proposalOf } from '../fund-proposals/store.ts';
import { fundKeys, heldOf as fundOf, type Held as HeldFund } from '../funds/store.ts';
import { calendarKey, calendarOf } from '../organizations/calendar-store.ts';
import { announce, create, require, type Step } from '../platform/change.ts';
import type { Clock } from '../platform/clock.ts';
import { type Listing, listPage } from '../platform/listing.ts';
import { makeEvent, type Start, startItem, wakeItem } from '../platform/outbox.ts';
import { recordItem, recordKey, recordOf, shelvesOfBoth } from '../platform/record.ts';
import type { Item, Table } from '../platform/table.ts';
import { type Told, tell } from '../platform/timeline.ts';
import { replaceWaited, waitTokenOf, wakeOf } from '../platform/waiting.ts';
import { announcement } from './announcing.ts';
import { type Claim, type ClaimStatus, type ClaimVerb, viewOf } from './claim.ts';

/** Items: fund claim (`fcl_…` RECORD), its timeline, its attachments, the token that its workflow waits with (`waitToken`). */
const itemOf = (claim: Claim): Item =>
  recordItem(
    claim,
    {
      kind: 'fund_claim',
      ownerId: claim.partnerId,
      // A draft is the partner's own.
      counterpartId: isPrivate(claim) ? undefined : claim.funderId,
      status: claim.status,
    },
    viewOf(claim),
    { partnershipId: claim.partnershipId },
  );

const isPrivate = ({ submissions }: Claim): boolean => submissions === 0;

const claimOf = (item: Item | undefined): Claim | undefined =>
  item?.entity === 'fund_claim' ? recordOf<Claim>(item) : undefined;
const known = (organizationId: string, claim: Claim): boolean =>
  claim.partnerId === organizationId || (claim.funderId === organizationId && !isPrivate(claim));

/** A claim, if the organisation may know of it: the partner, or the funder once it was submitted. */
export const getClaim = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Claim | undefined> => {
  const claim = claimOf(await table.get(recordKey(id)));
  return claim && known(organizationId, claim) ? claim : undefined;
};

/** The same with the token that its workflow waits with. */
export const getWaited = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Pick<Held, 'claim' | 'waitToken'> | undefined> => {
  const item = await table.get(recordKey(id));
  const claim = claimOf(item);
  return claim && known(organizationId, claim) ? { claim, waitToken: waitTokenOf(item) } : undefined;
};

/** A claim with everything that a step of its life may need. */
export interface Held {
  claim: Claim;
  waitToken: string | undefined;
  approval: HeldApproval | undefined;
  proposal: Proposal;
  share: Kept;
  fund: HeldFund;
}

/** For the workflow, which belongs to no organisation. */
export const getForWorkflow = async (table: Table, id: string): Promise<Held | undefined> => {
  const record = await table.get(recordKey(id));
  const claim = claimOf(record);
  if (!claim) return undefined;
  const [fundItem, book, proposalItem, shareItem, approval] = await table.getAll([
    ...fundKeys(claim.fundId),
    ...proposalKeys(claim.proposalId),
    ...(claim.approvalId ? [approvalKey(claim.approvalId)] : []),
  ]);
  const fund = fundOf(fundItem, book);
  const found = proposalOf(proposalItem, shareItem);
  if (!fund || !found) throw new Error(`claim ${id} has no fund or no proposal`);
  return {
    claim,
    waitToken: waitTokenOf(record),
    approval: approval && heldOf(approval),
    fund,
    proposal: found.proposal,
    share: found.share,
  };
};

export const getHeld = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Held | undefined> => {
  const held = await getForWorkflow(table, id);
  return held && known(organizationId, held.claim) ? held : undefined;
};

/** The funder's policy for claims. */
export const getPolicyFor = async (table: Table, { funderId }: Pick<Claim, 'funderId'>) =>
  policyOf(await table.get(policyKey(funderId, 'fund_claim')), 'fund_claim');

/** The partner's calendar: in its business days a dispute is counted. */
export const getCalendarFor = async (table: Table, { partnerId }: Pick<Claim, 'partnerId'>) =>
  calendarOf(await table.get(calendarKey(partnerId)));

export const listClaims = (
  organizationId: string,
  table: Table,
  filter: Pick<Listing, 'limit' | 'cursor' | 'updatedAfter'> & {
    status?: ClaimStatus | undefined;
    partnershipId?: string | undefined;
  },
) => {
  const shelves = shelvesOfBoth(organizationId, 'fund_claim', filter.status);
  return listPage(table, {
    ...{ limit: filter.limit, cursor: filter.cursor, updatedAfter: filter.updatedAfter, shelves },
    where: { partnershipId: filter.partnershipId },
  });
};

/** Draft made or changed: the partner's own affair, without event. A new one begins the workflow that watches its days. */
export const draftSteps = (
  table: Table,
  held: Pick<Held, 'claim' | 'waitToken'> | undefined,
  after: Claim,
  byName: string,
  clock: Clock,
): Step[] => [
  held
    ? replaceWaited(table, itemOf(after), { revision: held.claim.revision, waitToken: held.waitToken }, true)
    : create(table, itemOf(after)),
  tell(table, after, {
    verb: held ? 'update' : 'create',
    from: held?.claim.status ?? null,
    to: after.status,
    organizationId: after.partnerId,
    byName,
  }),
  ...(held ? [] : [create(table, startItem(after.id, 1, watch(after), clock))]),
];

const watch = ({ id }: Claim): Start => ({
  workflow: 'fund_claim',
  name: `${id}-draft`,
  input: { recordId: id, approvalId: null, resumed: true },
});

/** A step of a claim's life: the record, its timeline and its event, if it has one; and its workflow, which wakes. */
export const stepSteps = (
  table: Table,
  { claim: before, waitToken }: Pick<Held, 'claim' | 'waitToken'>,
  after: Claim,
  verb: ClaimVerb,
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
            makeEvent(said.contract, said.data, clock, { audience: said.audience, wake, start }),
            clock,
          ),
        ]
      : wake
        ? [create(table, wakeItem(after.id, after.revision, wake, clock))]
        : []),
  ];
};

/** A submission or a dispute: also the question to the funder, and the workflow that sees it through. */
export const askSteps = (
  table: Table,
  held: Held,
  after: Claim,
  verb: 'submit' | 'dispute',
  approval: Approval,
  told: Omit<Told, 'verb' | 'from' | 'to'>,
  clock: Clock,
): Step[] => [
  ...stepSteps(table, held, after, verb, told, clock, startOf('fund_claim', approval, clock)),
  createApprovalStep(table, approval),
];

/** Holds a change to the proposal being as it was read: claims are made only of one that is running. */
export const requireProposal = (table: Table, { id, revision }: Proposal): Step =>
  require(table, recordKey(id), { revision }, () => ({ code: 'busy' }));

/** Holds a change of what is attached to the claim being as it was read: proof does not change once it was submitted. */
export const requireClaim = (table: Table, { id, revision }: Claim): Step =>
  require(table, recordKey(id), { revision }, () => ({ code: 'busy' }));
