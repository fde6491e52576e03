import { verbFor } from '../approvals/subject.ts';
import { commit } from '../platform/change.ts';
import { systemClock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import { changed } from '../platform/record.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { asTask } from '../platform/trace.ts';
import { mayStep } from '../platform/transition.ts';
import { transitions } from './partnership.ts';
import * as store from './store.ts';

const table = openTable(connect(), tableName());

/** Settles an invitation by its approval's outcome. Runs again without harm: what is settled stays as it is. */
export const handler = asTask(
  async ({ recordId, approvalId }: { recordId: string; approvalId: string }): Promise<{ status: string }> => {
    const found = await store.getWithApproval(table, recordId, approvalId);
    if (!found) throw new Error(`there is no partnership ${recordId} with approval ${approvalId}`);
    const { partnership, held } = found;
    const verb = verbFor(held.approval.status);
    const to = verb && mayStep(transitions, verb, partnership.status, 'system');
    if (!verb || !to?.ok) return { status: partnership.status };
    const { byName = 'Cosell', byId = 'system', reasonCode = null } = held.approval.decision ?? {};
    const after = changed(partnership, { status: to.value, reasonCode }, byId, systemClock);
    const told = { organizationId: verb === 'expire' ? null : partnership.inviteeId, byName, reasonCode };
    const outcome = await commit(table, store.stepSteps(table, partnership, after, verb, told, systemClock));
    if (!outcome.done)
      throw Object.assign(new Error('the partnership changed at this instant'), { name: 'Busy' });
    log('info', `partnership ${verb}`, { record: recordId });
    return { status: after.status };
  },
);
