import { verbFor } from '../approvals/subject.ts';
import { requireActive } from '../partners/store.ts';
import { commit } from '../platform/change.ts';
import { systemClock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import { changed } from '../platform/record.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { asTask } from '../platform/trace.ts';
import { mayStep } from '../platform/transition.ts';
import { nextSideOf, type Referral, type ReferralVerb, transitions } from './referral.ts';
import * as store from './store.ts';

const table = openTable(connect(), tableName());

/** Settles a referral by its approval's outcome. Runs again without harm: what is settled stays as it is. */
export const handler = asTask(
  async ({ recordId, approvalId }: { recordId: string; approvalId: string }): Promise<{ status: string }> => {
    const found = await store.getForWorkflow(table, recordId, approvalId);
    if (!found) throw new Error(`there is no referral ${recordId} with approval ${approvalId}`);
    const { referral, held } = found;
    const verb = verbFor(held.approval.status);
    if (!verb || !mayStep(transitions, verb, referral.status, 'system').ok)
      return { status: referral.status };
    const { byName = 'Cosell', byId = 'system', reasonCode = null } = held.approval.decision ?? {};
    const status = await settle(referral, verb, { byName, byId, reasonCode });
    log('info', `referral ${verb}`, { record: recordId, status });
    return { status };
  },
);

type Settler = { byName: string; byId: string; reasonCode: string | null };

const settle = async (referral: Referral, verb: ReferralVerb, by: Settler): Promise<string> => {
  const { to } = transitions[verb];
  const after = changed(
    referral,
    { status: to, nextSide: nextSideOf[to], reasonCode: by.reasonCode },
    by.byId,
    systemClock,
  );
  const told = {
    organizationId: verb === 'expire' ? null : referral.receiverId,
    byName: by.byName,
    reasonCode: by.reasonCode,
  };
  const active = verb === 'accept' ? [requireActive(table, referral.partnershipId)] : [];
  const outcome = await commit(table, [
    ...store.stepSteps(table, referral, after, verb, told, systemClock),
    ...active,
  ]);
  if (outcome.done) return to;
  // Accepted by link while the partnership was suspended or ended: nothing new is shared, so the proposal lapses.
  if ('code' in outcome.because && outcome.because.code === 'partnership_not_active')
    return settle(referral, 'expire', {
      byName: 'Cosell',
      byId: 'system',
      reasonCode: 'partnership_not_active',
    });
  throw Object.assign(new Error('the referral changed at this instant'), { name: 'Busy' });
};
