import type { Approval } from '../../../functions/approvals/approval.ts';
import { announceSettled, getHeld, updateApprovalStep } from '../../../functions/approvals/store.ts';
import { type Claim, transitions as ofClaims } from '../../../functions/fund-claims/claim.ts';
import { transitions as ofProposals, type Proposal } from '../../../functions/fund-proposals/proposal.ts';
import { transitions as ofPayouts, type Payout } from '../../../functions/payouts/payout.ts';
import { commit } from '../../../functions/platform/change.ts';
import { changed } from '../../../functions/platform/record.ts';
import { connect, openTable } from '../../../functions/platform/table.ts';
import { mayStep, type Transitions } from '../../../functions/platform/transition.ts';
import { day, euros } from '../../support/fund-records.ts';
import { callers, type Request, type Room, type Side, type World } from './world.ts';

/** What leads on is asked for oftener than what ends everything. */
const weights: Record<string, number> = { submit: 8, dispute: 8, invoice: 6, pay: 4, release: 4, recover: 3 };

/** Everything that anybody could ask for now. `amount` is used where one is needed. `wild`: whether it is allowed or not. */
export const requests = (world: World, amount: number, wild: boolean): Request[] => [
  ...steps('fund-proposals', ofProposals, world.records<Proposal>('fpp_'), amount, wild),
  ...steps('fund-claims', ofClaims, world.records<Claim>('fcl_'), amount, wild),
  ...steps('payouts', ofPayouts, world.records<Payout>('pay_'), amount, wild),
];

const steps = <Status extends string>(
  room: Room,
  transitions: Transitions<string, Status, Side>,
  records: readonly { id: string; revision: number; status: Status; funderId: string }[],
  amount: number,
  wild: boolean,
): Request[] =>
  records.flatMap((record) =>
    Object.keys(callers).flatMap((name) => {
      const as = name as Side;
      const acts = Object.entries(verbs[room] ?? {})
        .filter(([verb]) => wild || mayStep(transitions, verb, record.status, as).ok)
        .flatMap(([verb, [path, body]]) =>
          Array.from({ length: weights[verb] ?? 1 }, () => ({
            ...{ room, as, method: 'POST' as const, path: `/v1/${room}/${record.id}/${path}` },
            ...{ body: body(amount), revision: record.revision },
          })),
        );
      const change = patch[room];
      const changes = change && (wild || ['draft', 'action_required'].includes(record.status));
      return changes && as === 'partner'
        ? [
            ...acts,
            {
              ...{ room, as, method: 'PATCH' as const, path: `/v1/${room}/${record.id}` },
              ...{ body: change(amount), revision: record.revision },
            },
          ]
        : acts;
    }),
  );

const none = () => ({});
const other = () => ({ reasonCode: 'other' });
const verbs: Partial<Record<Room, Record<string, [path: string, body: (amount: number) => unknown]>>> = {
  'fund-proposals': {
    ...{ submit: ['submit', none], recall: ['recall', none] },
    ...{ cancel: ['cancel', other], complete: ['complete', none] },
  },
  'fund-claims': {
    ...{ submit: ['submit', none], withdraw: ['withdraw', none] },
    dispute: ['dispute', () => ({ reason: 'It was.' })],
  },
  payouts: {
    invoice: ['invoice', () => ({ number: 'BP-1', issuedOn: day(0) })],
    pay: ['paid', () => ({ paymentReference: 'SEPA-1', paidOn: day(0) })],
    ...{ process: ['processing', none], fail: ['fail', other], reschedule: ['reschedule', none] },
    ...{ hold: ['hold', () => ({ reasonCode: 'tax' })], release: ['release', none] },
    ...{ cancel: ['cancel', other], write_off: ['write-off', other] },
    request_clawback: ['request-clawback', (amount) => ({ amount: euros(amount), reasonCode: 'other' })],
    recover: ['recover', () => ({ recoveryReference: 'SEPA-2' })],
  },
};
const patch: Partial<Record<Room, (amount: number) => unknown>> = {
  'fund-proposals': (amount) => ({ requestedAmount: euros(amount), totalCost: euros(amount) }),
  'fund-claims': (amount) => ({ amount: euros(amount) }),
};

/** A new proposal, or a claim of one that runs, where there is any. */
export const creation = (world: World, pick: number, amount: number): Request => {
  const running = world
    .records<Proposal>('fpp_')
    .filter(({ status }) => ['approved', 'active'].includes(status));
  const of = running[pick % Math.max(1, running.length)];
  const room = of && pick % 4 > 0 ? 'fund-claims' : 'fund-proposals';
  const proposal = {
    ...{ fundId: world.fundId, title: 'Webinars', activityType: 'joint_webinar', description: 'Three.' },
    ...{
      startsOn: day(pick % 90),
      endsOn: day(100),
      totalCost: euros(amount),
      requestedAmount: euros(amount),
    },
  };
  const claim = { proposalId: of?.id, title: 'First', description: 'Done.', amount: euros(amount) };
  const body = room === 'fund-claims' ? claim : proposal;
  return { room, as: 'partner', method: 'POST', path: `/v1/${room}`, body };
};

export const onFund = (world: World, verb: 'allocate' | 'deallocate' | 'close', amount: number): Request => ({
  ...{ room: 'funds', as: 'funder', method: 'POST', path: `/v1/funds/${world.fundId}/${verb}`, revision: 1 },
  body: verb === 'close' ? {} : { amount: euros(amount) },
});

const outcomes = ['approved', 'approved', 'partially_approved', 'rejected', 'returned', 'expired'] as const;

/** The reviewers settle one of the approvals that are open. How they come to it has tests of its own. */
export const decide = async (world: World, pick: number, amount: number): Promise<void> => {
  const open = world.records<Approval>('apr_').filter(({ status }) => status === 'pending');
  const table = openTable(connect(), 'Cosell');
  const held = await getHeld(table, open[pick % Math.max(1, open.length)]?.id ?? '');
  if (!held) return;
  const clock = { now: () => world.nowMs };
  const asked = held.approval.ask.amount?.amountMinor ?? 0;
  const chosen = outcomes[amount % outcomes.length] ?? 'approved';
  const status = chosen === 'partially_approved' && asked < 2 ? 'approved' : chosen;
  const part = status === 'partially_approved' ? euros(1 + (amount % (asked - 1))) : null;
  const approvedAmount = status === 'approved' ? euros(asked) : part;
  const decision =
    status === 'expired'
      ? null
      : {
          ...{ outcome: 'approve' as const, at: new Date(world.nowMs).toISOString(), byId: 'mem_1' },
          ...{
            byName: 'Nora',
            delegatorName: null,
            reasonCode: status === 'rejected' ? 'other' : null,
            comment: null,
            amount: part,
          },
        };
  const after = changed(held.approval, { status, approvedAmount, decision }, 'mem_1', clock);
  await commit(table, [updateApprovalStep(table, held, after), announceSettled(table, held, after, clock)]);
};
