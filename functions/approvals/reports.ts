import type { Member } from '../organizations/organization.ts';
import { allMembers, updateMemberSteps } from '../organizations/store.ts';
import { commit, type Step } from '../platform/change.ts';
import { type Clock, instant } from '../platform/clock.ts';
import { changed, recordKey } from '../platform/record.ts';
import type { Table } from '../platform/table.ts';
import { tellBeside } from '../platform/timeline.ts';
import { type Approval, currentStep } from './approval.ts';
import { type DeliveryStatus, isForGood, isLost, isWorse } from './delivery.ts';
import { getLink, type Link, updateLinkStep } from './link-store.ts';
import { stuck } from './mailing.ts';
import * as store from './store.ts';

/** What is heard of one mail after it was handed to the mail service. */
export interface Report {
  /** Hash of the link that the mail brought. */
  mark: string;
  /** Where the mail went. */
  address: string;
  status: Exclude<DeliveryStatus, 'mailed' | 'withheld'>;
  at: string;
  /** In plain words, without the address. */
  reason: string;
}

const TRIES = 5;

/**
 * Writes down what became of a mail, once: with its link, with the approval while it is pending, with the member when
 * the address is to blame, and on the subject's timeline when nothing more can be expected of the mail. Wakes the
 * workflow where now nobody is reached. Reports may come twice, late and in any order: of one mail the worst stands.
 */
export const applyReport = async (
  table: Table,
  report: Report,
  clock: Clock,
): Promise<'noted' | 'known already' | 'unknown'> => {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const found = await getLink(table, report.mark);
    const held = found && (await store.getHeld(table, found.link.approvalId));
    if (!found || !held) return 'unknown';
    if (!isWorse(report.status, found.link.delivery)) return 'known already';
    const members = await allMembers(held.approval.organizationId, table);
    const outcome = await commit(table, [
      updateLinkStep(table, report.mark, found.link, { delivery: report.status }, found.dueMs),
      ...memberSteps(table, held.approval, found.link, report, members, clock),
      ...(await approvalSteps(table, held, found.link, report, members, clock)),
    ]);
    if (outcome.done) return 'noted';
  }
  throw Object.assign(new Error('the approval changes all the time'), { name: 'Busy' });
};

/** The address is not mailed to again, if it is the member's still. */
const memberSteps = (
  table: Table,
  { organizationId }: Approval,
  { memberId }: Link,
  { status, address, at, reason }: Report,
  members: readonly Member[],
  clock: Clock,
): Step[] => {
  const member = members.find(({ id }) => id === memberId);
  if (!isForGood(status) || !member || member.email !== address) return [];
  if (member.unreachable && !isWorse(status, member.unreachable.status)) return [];
  const after = changed(member, { unreachable: { status, at, reason } }, 'system', clock);
  return updateMemberSteps(organizationId, table, member, after);
};

const approvalSteps = async (
  table: Table,
  held: store.Held,
  link: Link,
  report: Report,
  members: readonly Member[],
  clock: Clock,
): Promise<Step[]> => {
  const after = noteReport(held.approval, link, report, clock);
  if (!after) return [];
  const asked = currentStep(after).asked.find(({ memberId }) => memberId === link.memberId);
  const lost = isLost(asked?.delivery ?? null);
  const member = members.find(({ id }) => id === link.memberId);
  // Somebody must be asked in their place, or this very person at the address that they have by now.
  const wakes =
    lost &&
    (stuck(currentStep(after), members) ||
      (member && isForGood(report.status) && member.email !== report.address));
  return [
    store.updateApprovalStep(table, held, after),
    ...(wakes ? store.wakeStep(table, held, after, clock) : []),
    ...(lost ? await timelineSteps(table, after, report) : []),
  ];
};

/**
 * The approval with what was heard of a mail of its current step; undefined where it changes nothing: settled, another
 * step, or an older mail of which nothing is said but about an address that is not used any more.
 */
export const noteReport = (
  approval: Approval,
  link: Pick<Link, 'stepIndex' | 'memberId' | 'round'>,
  { status, at, reason, address }: Pick<Report, 'status' | 'at' | 'reason' | 'address'>,
  clock: Clock,
): Approval | undefined => {
  if (approval.status !== 'pending' || link.stepIndex !== approval.stepIndex) return undefined;
  const step = currentStep(approval);
  const asked = step.asked.find(({ memberId }) => memberId === link.memberId);
  if (!asked || !isWorse(status, asked.delivery?.status)) return undefined;
  const latest = link.round === undefined || typeof asked.mail === 'string' || asked.mail === link.round;
  if (!latest && !(isForGood(status) && asked.email === address)) return undefined;
  const noted = step.asked.map((one) => (one === asked ? { ...one, delivery: { status, at, reason } } : one));
  const steps = approval.steps.with(approval.stepIndex, { ...step, asked: noted });
  return changed(approval, { steps }, 'system', clock);
};

/** Both sides learn from the subject's timeline that an approver was not reached; who it is, the deciding side reads in its approval. */
const timelineSteps = async (table: Table, approval: Approval, report: Report): Promise<Step[]> => {
  const subject = await table.get(recordKey(approval.subject.id));
  if (!subject) return [];
  const status = String(subject.status);
  const told = {
    ...{ verb: 'mail_not_delivered', from: status, to: status },
    ...{ organizationId: null, byName: 'Cosell', reasonCode: report.status },
    comment: 'A mail that asks for the decision did not reach an approver.',
  };
  return [
    tellBeside(
      table,
      { id: approval.subject.id, revision: Number(subject.revision), updatedAt: approval.updatedAt },
      told,
      `mail-${report.mark}-${report.status}`,
    ),
  ];
};

/** The mail service would not take the mail at all. */
export const refusal = (mark: string, address: string, clock: Clock): Report => ({
  ...{ mark, address, status: 'refused' as const, at: instant(clock.now()) },
  reason: 'The mail service refused to send it.',
});
