import type { Caller } from '../../../functions/platform/http/caller.ts';
import type { Asked, Stage } from './stage.ts';

/** The chapter of the story about funds: each of their routes and tasks once. */
export interface Scene {
  readonly stage: Stage;
  readonly partnershipId: string;
  // biome-ignore lint/suspicious/noExplicitAny: each route answers a shape of its own, and the story reads a field or two
  ask(room: 'funds', id: string, caller: Caller, given?: Asked, as?: string): Promise<any>;
}

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

export const funds = async (
  scene: Scene,
  north: Caller,
  bright: Caller,
  auditLedgers: (event: { position: null }) => Promise<unknown>,
): Promise<void> => {
  const { newProgramSchema } = await import('../../../functions/funds/program.ts');
  const [example] = (newProgramSchema.meta()?.examples ?? []) as Record<string, unknown>[];
  const { partnershipId, stage } = scene;
  const ask = (id: string, caller: Caller, given?: Asked, as?: string) =>
    scene.ask('funds', id, caller, given, as);

  const program = await ask('createFundProgram', north, {
    body: { ...example, eligiblePartnershipIds: [partnershipId] },
  });
  const ofProgram = { params: { id: program.id } };
  await ask('updateFundProgram', north, { ...ofProgram, body: { paymentTermDays: 45 } });
  await ask('listFundPrograms', north);
  await ask('listFundPrograms', north, { query: 'status=open' }, 'by status');
  await ask('getFundProgram', bright, ofProgram);
  await ask('readFundProgramTimeline', north, ofProgram);

  const fund = await ask('createFund', north, {
    body: {
      ...{ programId: program.id, partnershipId, name: 'Brightpath 2027' },
      ...{ amount: euros(10_000_000), lowBalanceMinor: 500_000 },
    },
  });
  const ofFund = { params: { id: fund.id } };
  await ask('updateFund', north, { ...ofFund, body: { name: 'Brightpath, first half-year' } });
  const reason = 'Second half-year';
  await ask('allocateToFund', north, { ...ofFund, body: { amount: euros(2_000_000), reason } });
  await ask(
    'deallocateFromFund',
    north,
    { ...ofFund, body: { amount: euros(11_600_000) } },
    'and it runs low',
  );
  await ask('getFund', bright, ofFund);
  await ask('listFunds', bright);
  await ask('listFunds', bright, { query: 'status=open' }, 'by status');
  await ask('readFundStatement', bright, ofFund);
  await ask('verifyFund', bright, ofFund);
  await ask('readFundTimeline', bright, ofFund);
  await stage.perform('funds task, audit of one ledger', () => auditLedgers({ position: null }));
  await ask('closeFund', north, { ...ofFund, body: {} });
  await ask('closeFundProgram', north, { ...ofProgram, body: {} });
};
