import type { Caller } from '../../../functions/platform/http/caller.ts';
import { type Asked, file, type Stage } from './stage.ts';

type Room = 'approvals' | 'funds' | 'fund-proposals' | 'fund-claims' | 'payouts';
type Run = (event: object) => Promise<unknown>;

/** The chapter of the story about proposals, claims and payouts: each of their routes and tasks once. */
export interface Scene {
  readonly stage: Stage;
  readonly partnershipId: string;
  // biome-ignore lint/suspicious/noExplicitAny: each route answers a shape of its own, and the story reads a field or two
  ask(room: Room, id: string, caller: Caller, given?: Asked, as?: string): Promise<any>;
  page(id: string, token: string, form?: string, as?: string): Promise<unknown>;
  proof(token: string, attachmentId: string): Promise<unknown>;
  mailed(approvalId: string, round?: string): Promise<string>;
  approvalsOf(subjectId: string): string[];
  revisionOf(id: string): number;
}
export interface Tasks {
  proposals: Run;
  claims: Run;
  payouts: Run;
}

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const DAY_MS = 86_400_000;

export const claims = async (scene: Scene, tasks: Tasks, north: Caller, bright: Caller): Promise<void> =>
  new Chapter(scene, tasks, north, bright).play();

class Chapter {
  readonly scene: Scene;
  readonly tasks: Tasks;
  readonly north: Caller;
  readonly bright: Caller;

  constructor(scene: Scene, tasks: Tasks, north: Caller, bright: Caller) {
    this.scene = scene;
    this.tasks = tasks;
    this.north = north;
    this.bright = bright;
  }

  async play(): Promise<void> {
    const approvers = { memberIds: [], roles: ['seller'] };
    const step = { name: 'Review', approvers, escalateAfter: null, escalateTo: null };
    for (const kind of ['fund_proposal', 'fund_claim'])
      await this.scene.ask('approvals', 'putApprovalPolicy', this.north, {
        params: { kind },
        body: { steps: [step] },
      });
    const fundId = await this.fund();
    const proposalId = await this.proposal(fundId);
    const payoutIds = [
      await this.claim(proposalId, 'approve'),
      await this.claim(proposalId, 'approve, another'),
      await this.claim(proposalId, 'approve, a third'),
    ];
    await this.disputed(proposalId);
    await this.payouts(payoutIds);
    await this.ask('fund-proposals', 'completeFundProposal', this.bright, proposalId, {});
    await this.left(fundId);
  }

  /** A step of a record. */
  ask(room: Room, id: string, caller: Caller, recordId: string, body: unknown, as = '') {
    return this.scene.ask(room, id, caller, { params: { id: recordId }, body }, as);
  }
  run(room: keyof Tasks, as: string, event: object): Promise<unknown> {
    const name = room === 'payouts' ? 'payouts' : `fund-${room}`;
    const startedAt = new Date(this.scene.stage.nowMs).toISOString();
    return this.scene.stage.perform(`${name} task, ${as}`, () => this.tasks[room]({ startedAt, ...event }));
  }
  wait(room: keyof Tasks, recordId: string): Promise<unknown> {
    const seenRevision = this.scene.revisionOf(recordId);
    return this.run(room, 'wait', { task: 'wait', recordId, seenRevision, taskToken: 'T'.repeat(700) });
  }

  async fund(): Promise<string> {
    const { newProgramSchema } = await import('../../../functions/funds/program.ts');
    const [example] = (newProgramSchema.meta()?.examples ?? []) as Record<string, unknown>[];
    const { partnershipId } = this.scene;
    const program = await this.scene.ask(
      'funds',
      'createFundProgram',
      this.north,
      {
        body: {
          ...example,
          eligiblePartnershipIds: [partnershipId],
          activityTypes: [
            {
              code: 'joint_webinar',
              name: 'Joint webinar',
              proofs: [{ code: 'supplier_invoice', label: 'Invoices of suppliers' }],
            },
          ],
        },
      },
      'for a claim',
    );
    const body = { programId: program.id, partnershipId, name: 'Claims', amount: euros(10_000_000) };
    return (await this.scene.ask('funds', 'createFund', this.north, { body }, 'for a claim')).id;
  }

  today(days = 0): string {
    return new Date(this.scene.stage.nowMs + days * DAY_MS).toISOString().slice(0, 10);
  }
  draft(fundId: string) {
    const body = {
      fundId,
      title: 'Webinar series on cloud migration',
      activityType: 'joint_webinar',
      description: 'Three webinars in Portuguese.',
      startsOn: this.today(),
      endsOn: this.today(20),
      totalCost: euros(5_000_000),
      requestedAmount: euros(2_500_000),
    };
    return this.scene.ask('fund-proposals', 'createFundProposal', this.bright, { body });
  }

  /** Decides on the e-mailed page, with a code. */
  async decide(recordId: string, choice: string, more = ''): Promise<string> {
    const approvalId = String(this.scene.approvalsOf(recordId).at(-1));
    const token = await this.scene.mailed(approvalId, 'ask about money');
    await this.scene.page('decideApprovalPage', token, 'sendCode=yes', 'mail me a code');
    const code = /is (\d{6})/.exec(this.scene.stage.mails.at(-1)?.text ?? '')?.[1];
    await this.scene.page(
      'decideApprovalPage',
      token,
      `choice=${choice}&code=${code}${more}`,
      `${choice} money`,
    );
    return approvalId;
  }

  async proposal(fundId: string): Promise<string> {
    const { id } = await this.draft(fundId);
    await this.ask('fund-proposals', 'updateFundProposal', this.bright, id, { title: 'Three webinars' });
    await this.ask('fund-proposals', 'submitFundProposal', this.bright, id, {});
    const first = String(this.scene.approvalsOf(id).at(-1));
    await this.run('proposals', 'begin the review', { task: 'begin', recordId: id, approvalId: first });
    await this.decide(id, 'return', '&comment=Who+speaks%3F');
    await this.run('proposals', 'settle: returned', { task: 'settle', recordId: id, approvalId: first });
    await this.wait('proposals', id);
    await this.ask('fund-proposals', 'submitFundProposal', this.bright, id, {}, 'again');
    const second = await this.decide(id, 'approve');
    await this.run('proposals', 'settle: approved', { task: 'settle', recordId: id, approvalId: second });
    await this.ask('fund-proposals', 'getFundProposal', this.north, id, undefined);
    await this.scene.ask('fund-proposals', 'listFundProposals', this.north);
    await this.scene.ask(
      'fund-proposals',
      'listFundProposals',
      this.north,
      { query: 'status=active' },
      'by status',
    );
    await this.ask('fund-proposals', 'readFundProposalTimeline', this.north, id, undefined);
    return id;
  }

  async drafted(proposalId: string): Promise<string> {
    const { id } = await this.scene.ask('fund-claims', 'createFundClaim', this.bright, {
      body: { proposalId, title: 'First webinar', description: '212 guests.', amount: euros(500_000) },
    });
    const proof = await this.ask('fund-claims', 'createFundClaimAttachment', this.bright, id, {
      ...file.body,
      purpose: 'supplier_invoice',
    });
    const params = { id, attachmentId: proof.id };
    await this.scene.ask('fund-claims', 'completeFundClaimAttachment', this.bright, { params, body: {} });
    await this.scene.ask('fund-claims', 'listFundClaimAttachments', this.bright, { params: { id } });
    await this.scene.ask('fund-claims', 'getFundClaimAttachment', this.bright, { params });
    return id;
  }
  async submitted(proposalId: string): Promise<string> {
    const id = await this.drafted(proposalId);
    await this.ask('fund-claims', 'submitFundClaim', this.bright, id, {});
    return id;
  }

  async claim(proposalId: string, as: string): Promise<string> {
    const id = await this.submitted(proposalId);
    const approvalId = String(this.scene.approvalsOf(id).at(-1));
    await this.run('claims', 'begin the review', { task: 'begin', recordId: id, approvalId });
    await this.decide(id, 'approve');
    await this.run('claims', `settle: ${as}`, { task: 'settle', recordId: id, approvalId });
    const { payoutIds } = await this.ask('fund-claims', 'getFundClaim', this.north, id, undefined);
    return payoutIds[0];
  }

  async disputed(proposalId: string): Promise<void> {
    const id = await this.submitted(proposalId);
    const approvalId = await this.decide(id, 'reject', '&reason=proof_insufficient');
    await this.run('claims', 'settle: rejected', { task: 'settle', recordId: id, approvalId });
    await this.wait('claims', id);
    await this.ask('fund-claims', 'disputeFundClaim', this.bright, id, {
      reason: 'It is the right invoice.',
    });
    const open = String(this.scene.approvalsOf(id).at(-1));
    await this.openProof(id, open);
    const again = await this.decide(id, 'approve_in_part', '&amount=1000');
    await this.run('claims', 'settle: a dispute granted in part', {
      ...{ task: 'settle', recordId: id, approvalId: again },
    });
    await this.scene.ask('fund-claims', 'listFundClaims', this.north);
    await this.scene.ask(
      'fund-claims',
      'listFundClaims',
      this.north,
      { query: 'status=approved' },
      'by status',
    );
    await this.ask('fund-claims', 'readFundClaimTimeline', this.north, id, undefined);
  }

  /** The reviewer looks at the proof. */
  async openProof(claimId: string, approvalId: string): Promise<void> {
    const { items } = await this.scene.ask('fund-claims', 'listFundClaimAttachments', this.bright, {
      params: { id: claimId },
    });
    const token = await this.scene.mailed(approvalId, 'ask about money');
    await this.scene.proof(token, items[0].id);
  }

  /** What is taken back, or lapses. */
  async left(fundId: string): Promise<void> {
    const { id } = await this.draft(fundId);
    await this.ask('fund-proposals', 'submitFundProposal', this.bright, id, {});
    await this.scene.mailed(String(this.scene.approvalsOf(id).at(-1)));
    await this.ask('fund-proposals', 'recallFundProposal', this.bright, id, {});
    await this.ask('fund-proposals', 'submitFundProposal', this.bright, id, {});
    const approvalId = await this.decide(id, 'approve');
    await this.run('proposals', 'settle: approved', { task: 'settle', recordId: id, approvalId });
    const claimId = await this.submitted(id);
    await this.scene.mailed(String(this.scene.approvalsOf(claimId).at(-1)));
    await this.ask('fund-claims', 'withdrawFundClaim', this.bright, claimId, {});
    const draftId = await this.drafted(id);
    await this.ask('fund-claims', 'updateFundClaim', this.bright, draftId, { title: 'Second webinar' });
    const [proof] = (
      await this.scene.ask('fund-claims', 'listFundClaimAttachments', this.bright, {
        params: { id: draftId },
      })
    ).items;
    await this.scene.ask('fund-claims', 'removeFundClaimAttachment', this.bright, {
      params: { id: draftId, attachmentId: proof.id },
    });
    await this.run('claims', 'follow up: nothing due', {
      ...{ task: 'followUp', recordId: draftId, approvalId: null },
    });
    await this.ask('fund-proposals', 'cancelFundProposal', this.north, id, { reasonCode: 'no_budget' });
    await this.run('proposals', 'follow up: nothing left', { task: 'followUp', recordId: id, approvalId });
  }

  /** Paid, and asked back. */
  async askedBack(id: string): Promise<string> {
    await this.run('payouts', 'begin', { task: 'followUp', recordId: id, approvalId: null });
    await this.ask('payouts', 'invoicePayout', this.bright, id, { number: 'BP-119', issuedOn: this.today() });
    await this.ask('payouts', 'payPayout', this.north, id, {
      paymentReference: 'SEPA-3',
      paidOn: this.today(),
    });
    await this.ask('payouts', 'requestClawback', this.north, id, {
      amount: euros(100),
      reasonCode: 'overpaid',
    });
    return id;
  }

  async payouts([id = '', cancelled = '', further = '']: string[]): Promise<void> {
    for (const each of [id, cancelled]) {
      await this.run('payouts', 'begin', { task: 'followUp', recordId: each, approvalId: null });
      await this.wait('payouts', each);
    }
    const act = (verb: string, caller: Caller, body: unknown = {}, on = id) =>
      this.ask('payouts', verb, caller, on, body);
    await act('invoicePayout', this.bright, { number: 'BP-118', issuedOn: this.today() });
    await act('holdPayout', this.north, { reasonCode: 'tax' });
    await act('releasePayout', this.north);
    await act('processPayout', this.north);
    await act('failPayout', this.north, { reasonCode: 'account_unknown' });
    await act('reschedulePayout', this.north);
    await act('payPayout', this.north, { paymentReference: 'SEPA-1', paidOn: this.today() });
    await act('requestClawback', this.north, { amount: euros(100), reasonCode: 'overpaid' });
    await act('recoverPayout', this.north, { recoveryReference: 'SEPA-2' });
    await act(
      'writeOffPayout',
      this.north,
      { reasonCode: 'not_worth_pursuing' },
      await this.askedBack(further),
    );
    await act('cancelPayout', this.north, { reasonCode: 'duplicate' }, cancelled);
    await this.ask('payouts', 'getPayout', this.bright, id, undefined);
    await this.scene.ask('payouts', 'listPayouts', this.bright);
    await this.scene.ask('payouts', 'listPayouts', this.bright, { query: 'status=paid' }, 'by status');
    await this.ask('payouts', 'readPayoutTimeline', this.bright, id, undefined);
  }
}
