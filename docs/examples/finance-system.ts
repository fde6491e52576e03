import { readFileSync } from 'node:fs';
import { Api, type Settings } from './api.ts';

/**
 * A funder's finance system: hears `cosell.payout.scheduled.v1`, pays, and answers over the API. It may hear an event
 * twice, late, or after a crash in the middle: the payout itself says what is left to do, and the bank is asked with
 * one order number a try, so that nothing is paid twice.
 */
export interface Bank {
  /** Pays, or tells what became of the order of this number before. */
  pay(order: {
    number: string;
    amount: { amountMinor: number; currency: string };
    invoiceNumber: string | null;
    dueOn: string | null;
  }): Promise<
    { reference: string; paidOn: string } | { refused: 'account_closed' | 'account_unknown' | 'other' }
  >;
}

export interface PayoutEvent {
  id: string;
  type: string;
  data: { id: string; funderId: string };
}

/** What was done about it, in a word: `paid`, `failed`, or the status of a payout that waits for no payment. */
export const onPayoutScheduled = async (event: PayoutEvent, api: Api, bank: Bank): Promise<string> => {
  const path = `/v1/payouts/${event.data.id}`;
  let payout = good(await api.get(path));
  if (payout.body.status === 'scheduled')
    payout = good(
      await api.post(`${path}/processing`, {}, { key: `${event.id}-processing`, etag: payout.etag }),
    );
  // Held, cancelled, or paid when the event was heard the first time: there is nothing to do.
  if (payout.body.status !== 'processing') return payout.body.status;

  const { amount, invoice, dueOn, failures } = payout.body;
  const outcome = await bank.pay({
    // A payment that failed and was scheduled again is another order.
    number: `${event.data.id}-${failures}`,
    ...{ amount, dueOn, invoiceNumber: invoice?.number ?? null },
  });
  const [verb, body] =
    'refused' in outcome
      ? ['fail', { reasonCode: outcome.refused }]
      : ['paid', { paymentReference: outcome.reference, paidOn: outcome.paidOn }];
  const answered = good(
    await api.post(`${path}/${verb}`, body, { key: `${event.id}-${verb}`, etag: payout.etag }),
  );
  return answered.body.status;
};

const good = <Answer extends { status: number; body: unknown }>(answer: Answer): Answer => {
  // Whoever calls tries the event again: every request above bears it.
  if (answer.status >= 300) throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
};

/** A bank for the demo: pays at once. */
export const demoBank: Bank = {
  pay: async ({ number }) => ({
    reference: `DEMO-${number.slice(-8)}`,
    paidOn: new Date().toISOString().slice(0, 10),
  }),
};

/** On one machine: listens to the local bus as Northwind's finance system. On AWS a rule on the bus calls the same function. */
const listen = async (): Promise<void> => {
  const settings = JSON.parse(readFileSync('.cosell/local.json', 'utf8')) as Settings;
  const funder = settings.organizations[0];
  if (!funder) throw new Error('.cosell/local.json names no organisation: is `npm start` running?');
  const api = new Api(settings, funder);
  for (let after = 0; ; ) {
    const response = await fetch(`${settings.baseUrl}/_local/events?after=${after}`);
    const events = (await response.json()) as { sequence: number; detailType: string; detail: PayoutEvent }[];
    for (const { sequence, detailType, detail } of events) {
      after = sequence;
      if (detailType !== 'cosell.payout.scheduled.v1' || detail.data.funderId !== funder.id) continue;
      process.stdout.write(`${detail.data.id}: ${await onPayoutScheduled(detail, api, demoBank)}\n`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
};

if (import.meta.main) await listen();
