import { expect, test } from '@jest/globals';
import { euros } from '../../../support/funds.ts';
import {
  fundOf,
  type GroundOf,
  payoutOf,
  provenBalances,
  running,
  step,
  tally,
  times,
  unended,
} from '../../../support/money.ts';
import { good } from '../../../support/newcomers.ts';

const payment = { paymentReference: 'SEPA-1', paidOn: '2026-12-01' };
const invoice = { number: 'BP-118', issuedOn: '2026-11-30' };
/** What a finance system may call at the wrong time, twice, or about the wrong payment. */
export const payouts = (ground: GroundOf): void => {
  let fund = '';
  let proposal = '';
  const scheduled = async (amountMinor = 10_000): Promise<string> => {
    const world = ground();
    if (!fund) {
      fund = await fundOf(world, 10_000_000);
      proposal = await running(world, fund, euros(1_000_000));
    }
    const path = await payoutOf(world, proposal, euros(amountMinor));
    good(await step(world.brightpath, path, 'invoice', invoice));
    return path;
  };
  const codes = async (path: string, calls: [verb: string, body?: unknown][]): Promise<string[]> => {
    const said: string[] = [];
    for (const [verb, body] of calls) {
      const answer = await step(ground().northwind, path, verb, body);
      said.push(`${verb} ${answer.body.code ?? answer.body.status}`);
    }
    return said;
  };
  const heard = async (path: string): Promise<string[]> =>
    (await ground().around.events(path.split('/').at(-1))).map(
      ({ detailType }) => detailType.split('.')[2] as string,
    );

  test('paid at once by many calls, with one key and with others, is paid once', async () => {
    const world = ground();
    const path = await scheduled();
    const { etag } = await world.northwind.get(path);
    const key = crypto.randomUUID();
    const answers = await times(8, (turn) =>
      world.northwind.post(`${path}/paid`, payment, { etag, ...(turn % 2 && { key }) }),
    );
    const through = answers.filter(({ status }) => status === 200);
    expect(new Set(through.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect([1, 4]).toContain(through.length);
    for (const { body } of answers.filter(({ status }) => status !== 200))
      expect(['stale_revision', 'transition_not_allowed']).toContain(body.code);
    // And once more, later: the same call is answered as before, another one is refused.
    const [again] = answers.filter(({ status }, turn) => status === 200 && turn % 2);
    if (again) expect((await world.northwind.post(`${path}/paid`, payment, { etag, key })).status).toBe(200);
    expect((await world.northwind.post(`${path}/paid`, payment, { etag })).body.code).toBe(
      'transition_not_allowed',
    );
    expect((await heard(path)).filter((type) => type === 'paid')).toHaveLength(1);
    expect(await provenBalances(world, fund)).toMatchObject({ accrued: 0, settled: 10_000 });
    expect(await unended(world, path)).toEqual([]);
  });

  test('calls out of turn are refused and change nothing', async () => {
    const world = ground();
    const before = await provenBalances(world, fund);
    const path = await scheduled();
    expect(
      await codes(path, [
        ['release'],
        ['reschedule'],
        ['recover', { recoveryReference: 'R' }],
        ['write-off', { reasonCode: 'other' }],
        ['request-clawback', { amount: euros(1), reasonCode: 'overpaid' }],
      ]),
    ).toEqual(
      ['release', 'reschedule', 'recover', 'write-off', 'request-clawback'].map(
        (verb) => `${verb} transition_not_allowed`,
      ),
    );
    expect((await step(world.brightpath, path, 'paid', payment)).body.code).toBe('wrong_side');
    const { etag } = await world.northwind.get(path);
    expect((await world.harbor.post(`${path}/paid`, payment, { etag })).status).toBe(404);
    expect(
      await codes(path, [
        ['paid', payment],
        ['processing'],
        ['fail', { reasonCode: 'other' }],
        ['cancel', { reasonCode: 'other' }],
        ['hold', { reasonCode: 'tax' }],
      ]),
    ).toEqual([
      'paid paid',
      ...['processing', 'fail', 'cancel', 'hold'].map((verb) => `${verb} transition_not_allowed`),
    ]);
    expect(await provenBalances(world, fund)).toMatchObject({ accrued: 0, settled: before.settled + 10_000 });
  });

  test('a payment that is on its way is not cancelled, though it is on hold', async () => {
    const world = ground();
    const path = await scheduled();
    expect(
      await codes(path, [
        ['processing'],
        ['cancel', { reasonCode: 'other' }],
        ['hold', { reasonCode: 'bank_details' }],
        ['cancel', { reasonCode: 'other' }],
        ['release'],
        ['fail', { reasonCode: 'rejected_by_bank' }],
        ['hold', { reasonCode: 'bank_details' }],
        ['cancel', { reasonCode: 'other' }],
        ['processing'],
      ]),
    ).toEqual([
      'processing processing',
      'cancel transition_not_allowed',
      'hold on_hold',
      'cancel transition_not_allowed',
      'release processing',
      'fail failed',
      'hold on_hold',
      'cancel cancelled',
      'processing transition_not_allowed',
    ]);
    expect(await provenBalances(world, fund)).toMatchObject({ accrued: 0 });
    expect(await unended(world, path)).toEqual([]);
  });

  test('paid against cancelled at the same instant: the money is settled, or home', async () => {
    const world = ground();
    const { settled } = await provenBalances(world, fund);
    const paths = [await scheduled(), await scheduled(), await scheduled()];
    const rounds = await Promise.all(
      paths.map(async (path) => {
        const { etag } = await world.northwind.get(path);
        return Promise.all([
          world.northwind.post(`${path}/cancel`, { reasonCode: 'duplicate' }, { etag }),
          world.northwind.post(`${path}/paid`, payment, { etag }),
        ]);
      }),
    );
    for (const answers of rounds) expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const paid = rounds.filter(([, { status }]) => status === 200).length;
    expect(await provenBalances(world, fund)).toMatchObject({ accrued: 0, settled: settled + paid * 10_000 });
  });

  test('money is asked back once, not more than was paid, in its currency, and comes back once', async () => {
    const world = ground();
    const path = await scheduled();
    good(await step(world.northwind, path, 'paid', payment));
    const { settled, available } = await provenBalances(world, fund);
    const back = (amount: unknown) =>
      ['request-clawback', { amount, reasonCode: 'overpaid' }] as [string, unknown];
    expect(
      await codes(path, [
        back(euros(10_001)),
        back({ amountMinor: 10_000, currency: 'USD' }),
        back(euros(0)),
        back(euros(-1)),
        back(euros(0.5)),
        back(euros(2 ** 53)),
        back(euros(6_000)),
        back(euros(4_000)),
        ['paid', payment],
      ]),
    ).toEqual([
      'request-clawback insufficient_funds',
      'request-clawback wrong_currency',
      ...Array(4).fill('request-clawback invalid_input'),
      'request-clawback clawback_requested',
      'request-clawback transition_not_allowed',
      'paid transition_not_allowed',
    ]);
    const { etag } = await world.northwind.get(path);
    const answers = await times(4, () =>
      world.northwind.post(`${path}/recover`, { recoveryReference: 'R' }, { etag }),
    );
    expect(tally(answers)['200']).toBe(1);
    expect(
      await codes(path, [
        ['recover', { recoveryReference: 'R' }],
        ['write-off', { reasonCode: 'other' }],
      ]),
    ).toEqual(['recover transition_not_allowed', 'write-off transition_not_allowed']);
    expect(await provenBalances(world, fund)).toMatchObject({
      settled: settled - 6_000,
      available: available + 6_000,
    });
    expect(await heard(path)).toEqual(['scheduled', 'paid', 'clawback_requested', 'recovered']);
  });
};
