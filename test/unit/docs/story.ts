import type { Caller } from '../../../functions/platform/http/caller.ts';
import { needsIfMatch } from '../../../functions/platform/route.ts';
import { type Asked, file, Stage } from './stage.ts';
import { claims } from './story-claims.ts';
import { funds } from './story-funds.ts';

/**
 * A story in which every route and every task that touches the table is used once at least, over the real handlers.
 * What the table was asked, and what it cost, is written down on the way.
 */
export const tell = (): Promise<Stage> => Stage.set(play);

const people = {
  memberIds: [],
  roles: ['approver'],
};

const load = async () => {
  const room = async (name: string) => ({
    ...(await import(`../../../functions/${name}/handlers.ts`)),
    ...(await import(`../../../functions/${name}/routes.ts`)),
  });
  const tasks = async (name: string) => (await import(`../../../functions/${name}/tasks.ts`)).handler;
  return {
    organizations: await room('organizations'),
    partners: await room('partners'),
    referrals: await room('referrals'),
    opportunities: await room('opportunities'),
    funds: await room('funds'),
    'fund-proposals': await room('fund-proposals'),
    'fund-claims': await room('fund-claims'),
    payouts: await room('payouts'),
    approvals: await room('approvals'),
    settlePartnership: await tasks('partners'),
    settleReferral: await tasks('referrals'),
    approvalTask: await tasks('approvals'),
    auditLedgers: await tasks('funds'),
    claimTasks: {
      proposals: await tasks('fund-proposals'),
      claims: await tasks('fund-claims'),
      payouts: await tasks('payouts'),
    },
    hear: (await import('../../../functions/deliveries/handlers.ts')).handler,
    callers: (await import('../../../functions/platform/http/caller.ts')).callers,
    table: await import('../../../functions/platform/table.ts'),
  };
};
type Rooms = Awaited<ReturnType<typeof load>>;

const play = async (stage: Stage): Promise<Stage> => {
  const rooms = await load();
  const scene = new Scene(stage, rooms);
  const [north, bright] = await scene.organizations();
  await scene.partnership(north, bright);
  await scene.policies(bright);
  await scene.referralByLink(north, bright);
  await scene.otherEnds(north, bright);
  await scene.delegatedAndExpired(north, bright);
  await scene.bounced(north, bright);
  await scene.withCode(north, bright);
  await funds(scene, north, bright, rooms.auditLedgers);
  await claims(scene, rooms.claimTasks, north, bright);
  await scene.end(north, bright);
  return stage;
};

const DAY_MS = 86_400_000;
const operator: Caller = { organizationId: 'operator', organizationName: 'Operator', clientId: 'client-0' };

class Scene {
  readonly stage: Stage;
  readonly rooms: Rooms;
  partnershipId = '';
  #states = 0;

  constructor(stage: Stage, rooms: Rooms) {
    this.stage = stage;
    this.rooms = rooms;
  }

  ask(
    room: Exclude<
      keyof Rooms,
      | 'settlePartnership'
      | 'settleReferral'
      | 'approvalTask'
      | 'auditLedgers'
      | 'claimTasks'
      | 'callers'
      | 'table'
    >,
    id: string,
    caller: Caller,
    given: Asked = {},
    as = '',
  ) {
    const { handler, routes } = this.rooms[room];
    const { attachmentId, id: recordId } = given.params ?? {};
    const etag = needsIfMatch(routes.routes[id].kind)
      ? this.revisionOf(String(attachmentId ?? recordId))
      : undefined;
    return this.stage.ask(handler, routes, id, { caller, ...given, ...(etag && { etag }) }, as);
  }
  page(id: string, token: string, form?: string, as = '') {
    const { handler, routes } = this.rooms.approvals;
    return this.stage.ask(handler, routes, id, { params: { token }, ...(form && { form }) }, as);
  }

  proof(token: string, attachmentId: string) {
    const { handler, routes } = this.rooms.approvals;
    return this.stage.ask(handler, routes, 'openApprovalProof', { params: { token, attachmentId } });
  }

  /** Two organisations, each with a client and members. */
  async organizations(): Promise<[Caller, Caller]> {
    const { stage, rooms } = this;
    const made: Caller[] = [];
    for (const name of ['Northwind Cloud', 'Brightpath Consulting']) {
      const { id } = await this.ask('organizations', 'createOrganization', operator, { body: { name } });
      const client = await this.ask('organizations', 'createApiClient', operator, {
        params: { id },
        body: { name: 'CRM connector' },
      });
      const find = rooms.callers(rooms.table.openTable(rooms.table.connect(), 'Cosell'), {
        now: () => stage.nowMs,
      });
      await stage.perform('authorizer', () => find(client.id));
      made.push({ organizationId: id, organizationName: name, clientId: client.id });
    }
    const [north, bright] = made as [Caller, Caller];
    await this.ask('organizations', 'listOrganizations', operator);
    await this.ask('organizations', 'getOrganization', operator, { params: { id: north.organizationId } });
    await this.ask('organizations', 'listApiClients', operator, { params: { id: north.organizationId } });
    const spare = await this.ask('organizations', 'createApiClient', operator, {
      params: { id: north.organizationId },
      body: { name: 'Spare' },
    });
    await this.ask('organizations', 'deleteApiClient', operator, {
      params: { id: north.organizationId, clientId: spare.id },
    });
    await this.ask('organizations', 'getOwnOrganization', north);
    await this.ask('organizations', 'getBusinessCalendar', north);
    await this.ask('organizations', 'putBusinessCalendar', north, { body: { timeZone: 'Europe/Lisbon' } });
    await this.member(north, 'Nora Lindqvist', 'seller');
    await this.member(bright, 'Bruno Costa', 'admin');
    const ana = await this.member(bright, 'Ana Lima', 'approver');
    await this.ask('organizations', 'updateMember', bright, {
      params: { id: ana.id },
      body: { email: 'ana@brightpath.example' },
    });
    await this.ask('organizations', 'getMember', bright, { params: { id: ana.id } });
    await this.ask('organizations', 'listMembers', bright);
    await this.ask('organizations', 'listMembers', bright, { query: 'active=true' }, 'by status');
    return [north, bright];
  }
  member(caller: Caller, name: string, role: string) {
    const email = `${name.toLowerCase().replace(' ', '.')}@partner.example`;
    return this.ask('organizations', 'createMember', caller, { body: { name, email, roles: [role] } });
  }

  async partnership(north: Caller, bright: Caller): Promise<void> {
    const invited = await this.ask('partners', 'invitePartnership', north, {
      body: { inviteeId: bright.organizationId, message: 'Shall we work together in Iberia?' },
    });
    const params = { id: invited.id };
    this.partnershipId = invited.id;
    const approvalId = this.approvalOf(invited.id);
    await this.mailed(approvalId);
    await this.ask('partners', 'acceptPartnership', bright, { params, body: {} });
    await this.settle('partners', invited.id, approvalId);
    await this.ask('partners', 'listPartnerships', north);
    await this.ask('partners', 'listPartnerships', north, { query: 'status=active' }, 'by status');
    await this.ask('partners', 'getPartnership', north, { params });
    await this.ask('partners', 'readPartnershipTimeline', north, { params });
    await this.ask('partners', 'suspendPartnership', north, { params, body: {} });
    await this.ask('partners', 'resumePartnership', north, { params, body: {} });
  }

  async policies(bright: Caller): Promise<void> {
    const params = { kind: 'referral' };
    const policy = {
      steps: [
        {
          name: 'Partner team',
          approvers: people,
          escalateAfter: 'P10D',
          escalateTo: { memberIds: [], roles: ['admin'] },
        },
      ],
    };
    await this.ask('approvals', 'listApprovalPolicies', bright);
    await this.ask('approvals', 'putApprovalPolicy', bright, { params, body: policy });
    await this.ask('approvals', 'getApprovalPolicy', bright, { params });
    await this.ask('approvals', 'deleteApprovalPolicy', bright, { params });
    const [bruno, ana] = this.membersOf(bright);
    const away = { fromMemberId: ana, toMemberId: bruno, startsOn: '2027-12-20', endsOn: '2028-01-06' };
    const { id } = await this.ask('approvals', 'createDelegation', bright, { body: away });
    await this.ask('approvals', 'listDelegations', bright);
    await this.ask('approvals', 'getDelegation', bright, { params: { id } });
    await this.ask('approvals', 'deleteDelegation', bright, { params: { id } });
  }

  /** Draft to opportunity; decided on the e-mailed page, after a reminder. */
  async referralByLink(north: Caller, bright: Caller): Promise<void> {
    const { id, approvalId } = await this.proposed(north, true);
    await this.mailed(approvalId);
    this.stage.nowMs += 3 * DAY_MS;
    await this.task('followUp: remind', { task: 'followUp', approvalId });
    const token = await this.mailed(approvalId, 'ask again');
    await this.page('peekApprovalPage', token);
    await this.page('showApprovalPage', token);
    await this.page('decideApprovalPage', token, 'choice=approve', 'approve');
    await this.settle('referrals', id, approvalId);
    const params = { id };
    await this.ask('referrals', 'connectReferral', north, { params, body: {} });
    const { opportunityId } = await this.ask('referrals', 'convertReferral', north, { params, body: {} });
    await this.ask('referrals', 'listReferrals', north);
    await this.ask('referrals', 'listReferrals', north, { query: 'status=connected' }, 'by status');
    await this.ask('referrals', 'getReferral', bright, { params });
    await this.ask('referrals', 'readReferralTimeline', bright, { params });
    await this.ask('referrals', 'getReferralPrivate', bright, { params });
    await this.ask('referrals', 'putReferralPrivate', bright, {
      params,
      body: { notes: 'Ask Bruno before the call.' },
    });
    await this.ask('opportunities', 'listOpportunities', bright);
    await this.ask('opportunities', 'listOpportunities', bright, { query: 'stage=prospect' }, 'by stage');
    await this.ask('opportunities', 'getOpportunity', bright, { params: { id: opportunityId } });
    await this.ask('opportunities', 'readOpportunityTimeline', bright, { params: { id: opportunityId } });
    await this.attached(north, opportunityId);
    await this.ask('approvals', 'listApprovals', bright);
    await this.ask('approvals', 'listApprovals', bright, { query: 'status=pending' }, 'by status');
    await this.ask('approvals', 'getApproval', bright, { params: { id: approvalId } });
  }

  /** Attached, uploaded, completed, read, taken back. */
  async attached(caller: Caller, id: string): Promise<void> {
    const made = await this.ask('opportunities', 'createOpportunityAttachment', caller, {
      params: { id },
      body: { ...file.body, purpose: 'contract' },
    });
    const params = { id, attachmentId: made.id };
    await this.ask('opportunities', 'completeOpportunityAttachment', caller, { params, body: {} });
    await this.ask('opportunities', 'listOpportunityAttachments', caller, { params: { id } });
    await this.ask('opportunities', 'getOpportunityAttachment', caller, { params });
    await this.ask('opportunities', 'removeOpportunityAttachment', caller, { params });
  }

  /** Accepted and declined over the API, withdrawn, closed. */
  async otherEnds(north: Caller, bright: Caller): Promise<void> {
    const accepted = await this.proposed(north);
    await this.mailed(accepted.approvalId);
    await this.ask('referrals', 'acceptReferral', bright, { params: { id: accepted.id }, body: {} });
    await this.settle('referrals', accepted.id, accepted.approvalId, 'nothing left to do');
    await this.ask('referrals', 'closeReferral', north, {
      params: { id: accepted.id },
      body: { reasonCode: 'no_budget' },
    });
    const declined = await this.proposed(north);
    await this.mailed(declined.approvalId);
    await this.ask('referrals', 'declineReferral', bright, {
      params: { id: declined.id },
      body: { reasonCode: 'no_capacity' },
    });
    await this.ask('referrals', 'listReferrals', north, { query: 'limit=1' }, 'with a page to follow');
    const withdrawn = await this.proposed(north);
    await this.mailed(withdrawn.approvalId);
    await this.ask('referrals', 'withdrawReferral', north, { params: { id: withdrawn.id }, body: {} });
  }

  async delegatedAndExpired(north: Caller, bright: Caller): Promise<void> {
    const referral = await this.proposed(north);
    const token = await this.mailed(referral.approvalId);
    const [bruno] = this.membersOf(bright);
    await this.page('decideApprovalPage', token, `choice=delegate&delegateId=${bruno}`, 'delegate');
    await this.mailed(referral.approvalId, 'ask again');
    this.stage.nowMs += 10 * DAY_MS;
    await this.task('followUp: escalate', { task: 'followUp', approvalId: referral.approvalId });
    this.stage.nowMs += 4 * DAY_MS;
    await this.task('followUp: expire', { task: 'followUp', approvalId: referral.approvalId });
    await this.settle('referrals', referral.id, referral.approvalId);
  }

  /** A policy of two steps with a one-time code. */
  async withCode(north: Caller, bright: Caller): Promise<void> {
    const step = { approvers: people, escalateAfter: null, escalateTo: null };
    const body = {
      oneTimeCode: true,
      steps: [
        { ...step, name: 'First' },
        { ...step, name: 'Second', approvers: { memberIds: [], roles: ['admin'] } },
      ],
    };
    await this.ask('approvals', 'putApprovalPolicy', bright, { params: { kind: 'referral' }, body });
    const referral = await this.proposed(north);
    const token = await this.mailed(referral.approvalId);
    await this.page('decideApprovalPage', token, 'sendCode=yes', 'mail me a code');
    const code = /is (\d{6})/.exec(this.stage.mails.at(-1)?.text ?? '')?.[1];
    await this.page(
      'decideApprovalPage',
      token,
      `choice=approve&code=${code}`,
      'approve the first of two steps, with a code',
    );
    await this.mailed(referral.approvalId, 'ask the next step');
  }

  /** The mail to the only approver bounces: it escalates. Then mails cannot be sent at all. */
  async bounced(north: Caller, bright: Caller): Promise<void> {
    const { approvalId } = await this.proposed(north);
    await this.mailed(approvalId);
    const { to, mark } = this.stage.mails.at(-1) ?? {};
    const detail = {
      eventType: 'Bounce',
      bounce: { bounceType: 'Permanent', bounceSubType: 'General' },
      mail: { timestamp: '2026-12-01T09:00:00.000Z', destination: [to], tags: { cosell_mark: [mark] } },
    };
    await this.stage.perform('deliveries: a mail bounced', () =>
      this.rooms.hear({ 'detail-type': 'Email Bounced', detail }),
    );
    await this.task('ask: escalate at once', {
      task: 'ask',
      approvalId,
      taskToken: 'T'.repeat(700),
      enteredAt: 'then',
    });
    await this.task('askingFailed', { task: 'askingFailed', approvalId, error: 'States.TaskFailed' });
    const [, ana = ''] = this.membersOf(bright);
    const mended = { params: { id: ana }, body: { unreachable: null } };
    await this.ask('organizations', 'updateMember', bright, mended, 'mailed again');
  }

  async end(north: Caller, bright: Caller): Promise<void> {
    await this.ask('partners', 'endPartnership', north, { params: { id: this.partnershipId }, body: {} });
    const again = await this.ask(
      'partners',
      'invitePartnership',
      north,
      { body: { inviteeId: bright.organizationId } },
      'again',
    );
    await this.mailed(this.approvalOf(again.id));
    await this.ask('partners', 'declinePartnership', bright, {
      params: { id: again.id },
      body: { reasonCode: 'not_now' },
    });
  }

  async proposed(north: Caller, changed = false): Promise<{ id: string; approvalId: string }> {
    const { newReferralSchema } = await import('../../../functions/referrals/referral.ts');
    const [example] = (newReferralSchema.meta()?.examples ?? []) as Record<string, unknown>[];
    const { id } = await this.ask('referrals', 'createReferral', north, {
      body: { ...example, partnershipId: this.partnershipId },
    });
    if (changed)
      await this.ask('referrals', 'updateReferral', north, {
        params: { id },
        body: { title: 'Data platform for Contoso Foods' },
      });
    const { body } = { body: changed ? {} : { duplicateReason: 'Another plant' } };
    await this.ask('referrals', 'proposeReferral', north, { params: { id }, body });
    return { id, approvalId: this.approvalOf(id) };
  }

  /** The workflow's state that mails; gives the link that went to the first approver. */
  async mailed(approvalId: string, round = 'ask'): Promise<string> {
    await this.task(round, {
      task: 'ask',
      approvalId,
      taskToken: 'T'.repeat(700),
      enteredAt: `entry ${++this.#states}`,
    });
    return /approve\/([\w-]{43})/.exec(this.stage.mails.at(-1)?.text ?? '')?.[1] ?? '';
  }
  task(name: string, event: object): Promise<unknown> {
    return this.stage.perform(`approvals task, ${name}`, () => this.rooms.approvalTask(event));
  }
  settle(room: 'partners' | 'referrals', recordId: string, approvalId: string, as = ''): Promise<unknown> {
    const run = room === 'partners' ? this.rooms.settlePartnership : this.rooms.settleReferral;
    return this.stage.perform(`${room} task, settle${as && ` (${as})`}`, () => run({ recordId, approvalId }));
  }

  revisionOf(id: string): number {
    const item = this.stage.table
      .items()
      .find(
        ({ pk, sk }) => (pk === id && sk === 'RECORD') || sk === `MEMBER#${id}` || sk === `ATTACHMENT#${id}`,
      );
    return Number(item?.revision);
  }
  approvalOf(subjectId: string): string {
    return String(this.approvalsOf(subjectId)[0]);
  }
  /** Oldest first. */
  approvalsOf(subjectId: string): string[] {
    return this.stage.table
      .items()
      .filter(
        ({ entity, body }) =>
          entity === 'approval' && String(body).includes(`"subject":{"id":"${subjectId}"`),
      )
      .map(({ pk }) => String(pk))
      .sort();
  }
  membersOf({ organizationId }: Caller): string[] {
    return this.stage.table
      .items()
      .filter(({ entity, pk }) => entity === 'member' && pk === `ORG#${organizationId}`)
      .map(({ sk }) => sk.slice('MEMBER#'.length));
  }
}
