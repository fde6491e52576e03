import { expect, test } from '@jest/globals';
import { proposalBody } from '../../../support/claims.ts';
import { euros } from '../../../support/funds.ts';
import {
  claimed,
  codeFor,
  drafted,
  fundOf,
  type GroundOf,
  linkAbout,
  oneReviewer,
  provenBalances,
  running,
  says,
  step,
  submitted,
  titleOf,
} from '../../../support/money.ts';
import { good, look, send } from '../../../support/newcomers.ts';

/** Amounts that are none, in every field that takes money, and currencies of no and of three decimals. */
export const amounts = (ground: GroundOf): void => {
  test('what is no amount is refused with its place, when it is written or when it is submitted', async () => {
    const world = ground();
    const fund = await fundOf(world, 1_000_000);
    const proposal = await running(world, fund);
    const proposalId = proposal.split('/').at(-1);
    for (const amountMinor of [-1, 0.5, 2 ** 53, '100', null]) {
      const requestedAmount = { amountMinor, currency: 'EUR' };
      const proposed = await world.brightpath.post(
        '/v1/fund-proposals',
        proposalBody(fund, { requestedAmount }),
      );
      const claim = { proposalId, title: 'T', amount: requestedAmount };
      const claiming = await world.brightpath.post('/v1/fund-claims', claim);
      for (const [field, { status, body }] of Object.entries({ requestedAmount: proposed, amount: claiming }))
        expect([status, body.code, body.errors[0].pointer]).toEqual([
          400,
          'invalid_input',
          `#/${field}/amountMinor`,
        ]);
    }
    const faults = async (path: string): Promise<string[]> => {
      const { body } = await step(world.brightpath, path, 'submit');
      return body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`);
    };
    expect(await faults(await drafted(world, fund, euros(0)))).toEqual([
      '#/totalCost/amountMinor too_small',
      '#/requestedAmount/amountMinor too_small',
    ]);
    expect(await faults(await drafted(world, fund, { amountMinor: 5, currency: 'JPY' }))).toEqual([
      '#/totalCost/currency wrong_currency',
      '#/requestedAmount/currency wrong_currency',
    ]);
    expect(await faults(await drafted(world, fund, euros(100), { totalCost: euros(199) }))).toEqual([
      '#/requestedAmount/amountMinor too_big',
    ]);
    const rate = { rate: '1.1', rateOn: '2026-01-05', source: 'ECB' };
    const dollars = { amountMinor: 100, currency: 'USD' };
    for (const [amount, exchange, found] of [
      [euros(0), null, '#/amount/amountMinor too_small'],
      [dollars, null, '#/exchange required'],
      [euros(1), rate, '#/exchange not_allowed'],
      [dollars, { ...rate, rateOn: '2199-01-01' }, '#/exchange/rateOn in_future'],
      [dollars, { ...rate, rate: '0.0000000001' }, '#/exchange/rate out_of_range'],
      [{ amountMinor: 2 ** 53 - 1, currency: 'USD' }, rate, '#/exchange/rate out_of_range'],
    ] as const)
      expect(await faults(await claimed(world, proposal, amount, { exchange }))).toEqual([found]);
    const most = await claimed(world, proposal, euros(2 ** 53 - 1));
    expect((await step(world.brightpath, most, 'submit')).body.code).toBe('insufficient_funds');
    expect(await provenBalances(world, fund)).toMatchObject({ reserved: 0, committed: 100_000, accrued: 0 });
  });

  test('yen have no decimals and dinars three, in mail, on the page and in what is approved in part', async () => {
    const world = ground();
    await oneReviewer(world, 'Felix');
    const yen = await fundOf(world, 9_000_000, { currency: 'JPY' });
    const path = await submitted(
      world,
      await drafted(world, yen, { amountMinor: 1_234_567, currency: 'JPY' }),
    );
    const title = await titleOf(world, path);
    const link = await linkAbout(world, title, 'Felix');
    const [mail] = await world.around.mail({ text: title });
    expect(mail?.text).toMatch(/Asked for: 1\.234\.567\s¥/);
    expect((await look(link)).html).toMatch(/At most <span lang="de-DE">1\.234\.567\s¥/);
    const code = await codeFor(world, link, title, 'Felix');
    for (const amount of ['1000000,5', '1.000.000', '1234568'])
      expect((await send(link, { choice: 'approve_in_part', amount, code })).status).toBe(422);
    expect((await send(link, { choice: 'approve_in_part', amount: '1000000', code })).status).toBe(200);
    await world.around.rest();
    expect(await provenBalances(world, yen)).toMatchObject({ committed: 1_000_000, reserved: 0 });

    const dinars = await fundOf(world, 9_000_000, { currency: 'KWD' });
    const asked = await submitted(
      world,
      await drafted(world, dinars, { amountMinor: 1_234_567, currency: 'KWD' }),
    );
    await says(world, asked, { choice: 'approve' }, 'Felix');
    const exchange = { rate: '0.00204', rateOn: '2026-01-05', source: 'Bank of Japan' };
    const claim = await submitted(
      world,
      await claimed(world, asked, { amountMinor: 12_345, currency: 'JPY' }, { exchange }),
    );
    const claimTitle = await titleOf(world, claim);
    const [claimMail] = await world.around.mail({ text: claimTitle });
    for (const line of [
      /Claimed: 25,184\sKWD/,
      /Spent: 12\.345\s¥/,
      /Rate: 1 JPY = 0,00204 KWD/,
      /Day of the rate: 5\. Januar 2026/,
      /Left of the proposal after this: 1\.209,383\sKWD/,
    ])
      expect(claimMail?.text).toMatch(line);
    // To Felix, who is German, a point stands between thousands.
    const claimLink = await linkAbout(world, claimTitle, 'Felix');
    const claimCode = await codeFor(world, claimLink, claimTitle, 'Felix');
    const inPart = (amount: string) =>
      send(claimLink, { choice: 'approve_in_part', amount, code: claimCode });
    expect((await inPart('6.000')).html).toContain('Please write the decimals after “,”');
    expect((await inPart('6,000')).status).toBe(200);
    await world.around.rest();
    const { body, etag } = good(await world.brightpath.get(claim));
    expect(body).toMatchObject({
      status: 'partially_approved',
      approvedAmount: { amountMinor: 6_000, currency: 'KWD' },
      exchange,
    });
    expect((await world.brightpath.patch(claim, { exchange: null }, { etag })).body.code).toBe(
      'transition_not_allowed',
    );
    expect(await provenBalances(world, dinars)).toMatchObject({ accrued: 6_000, committed: 1_228_567 });
    await oneReviewer(world);
  });
};
