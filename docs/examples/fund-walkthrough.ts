import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Answer, Api, type Settings } from './api.ts';
import { type Bank, onPayoutScheduled, type PayoutEvent } from './finance-system.ts';

/**
 * Money from budget to bank, played on the running stack: Northwind Cloud funds, Brightpath Consulting proposes and
 * claims. Partners speak HTTP, reviewers follow the links in their mail, the finance system hears events.
 */
export type Say = (line: string) => void;

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const money = ({ amountMinor, currency }: { amountMinor: number; currency: string }): string =>
  `${currency} ${(amountMinor / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`;
const day = (from: number): string => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);

/** Bank that refuses the first payment it is asked for, as banks do. */
const forgetfulBank = (): Bank => {
  let asked = 0;
  return {
    pay: async ({ number }) =>
      ++asked === 1
        ? { refused: 'account_unknown' }
        : { reference: `SEPA-${number.slice(-8)}`, paidOn: day(0) },
  };
};

export class Walkthrough {
  readonly settings: Settings;
  readonly say: Say;
  readonly funder: Api;
  readonly partner: Api;
  readonly #bank = forgetfulBank();

  constructor(settings: Settings, say: Say) {
    const [funder, partner] = settings.organizations;
    if (!funder || !partner) throw new Error('the settings name no two organisations');
    this.settings = settings;
    this.say = say;
    this.funder = new Api(settings, funder);
    this.partner = new Api(settings, partner);
  }

  async play(): Promise<{ fundId: string; statement: Answer; verification: Answer }> {
    const fundId = await this.fund();
    const proposal = await this.proposal(fundId);
    const first = await this.claim(proposal, 'First webinar', 800_000);
    await this.decide('Nora', first.title, { choice: 'approve' });
    await this.decide('Felix', first.title, { choice: 'approve' });
    const second = await this.claim(proposal, 'Second webinar', 1_000_000);
    await this.decide('Nora', second.title, { choice: 'approve_in_part', amount: '6000.00' });
    await this.decide('Felix', second.title, { choice: 'approve' });
    const { body } = await this.partner.get(`/v1/fund-claims/${second.id}`);
    this.say(`  ${body.status}: ${money(body.approvedAmount)} of ${money(body.fundAmount)}`);
    await this.act(this.partner, `/v1/fund-claims/${second.id}`, 'dispute', {
      reason: 'The second invoice was for the same webinar.',
    });
    await this.decide('Nora', second.title, { choice: 'approve' });
    await this.decide('Felix', second.title, { choice: 'approve' });
    for (const { id } of [first, second]) await this.payouts(id);
    await this.act(this.partner, `/v1/fund-proposals/${proposal.id}`, 'complete');
    return this.account(fundId);
  }

  async fund(): Promise<string> {
    const window = { startsOn: day(-30), endsOn: day(200) };
    const program = await this.made(this.funder, '/v1/fund-programs', {
      name: 'Joint marketing',
      currency: 'EUR',
      eligiblePartnershipIds: [this.settings.partnerships[0]?.id],
      activityTypes: [
        {
          code: 'joint_webinar',
          name: 'Joint webinar',
          proofs: [{ code: 'attendee_list', label: 'List of attendees' }],
        },
      ],
      windows: { earn: window, use: window, claim: window },
      contributionBasisPoints: 5000,
    });
    const fund = await this.made(this.funder, '/v1/funds', {
      programId: program.id,
      partnershipId: this.settings.partnerships[0]?.id,
      name: 'Brightpath',
      amount: euros(10_000_000),
    });
    this.say(`Northwind puts ${money(euros(10_000_000))} into a fund for Brightpath`);
    return fund.id;
  }

  async proposal(fundId: string): Promise<{ id: string; title: string }> {
    const title = `Webinars on cloud migration ${randomUUID().slice(0, 4)}`;
    const { id } = await this.made(this.partner, '/v1/fund-proposals', {
      ...{ fundId, title, activityType: 'joint_webinar', description: 'Three webinars, 200 guests each.' },
      ...{ startsOn: day(-1), endsOn: day(60) },
      ...{ totalCost: euros(5_000_000), requestedAmount: euros(2_500_000) },
    });
    const path = `/v1/fund-proposals/${id}`;
    this.say(`Brightpath proposes “${title}” for ${money(euros(2_500_000))}`);
    await this.act(this.partner, path, 'submit');
    await this.decide('Nora', title, { choice: 'approve' });
    await this.decide('Ada', title, { choice: 'return', comment: 'Please name the speakers.' });
    const returned = await this.partner.get(path);
    this.say(`  ${returned.body.status}: “${returned.body.reviewComment}”`);
    await this.partner.patch(path, { description: 'Speakers: Ana Lima, Rita Alves.' }, returned.etag);
    await this.act(this.partner, path, 'submit');
    for (const name of ['Nora', 'Ada', 'Felix']) await this.decide(name, title, { choice: 'approve' });
    return { id, title };
  }

  /** A claim with its proof, submitted. */
  async claim(proposal: { id: string }, name: string, amountMinor: number) {
    const title = `${name} ${randomUUID().slice(0, 4)}`;
    const { id } = await this.made(this.partner, '/v1/fund-claims', {
      ...{ proposalId: proposal.id, title, description: '212 guests.', amount: euros(amountMinor) },
    });
    const path = `/v1/fund-claims/${id}`;
    const file = Buffer.from(`name\n${title}\n`);
    const attachment = await this.made(this.partner, `${path}/attachments`, {
      ...{ purpose: 'attendee_list', fileName: 'attendees.csv', mediaType: 'text/csv' },
      sizeBytes: file.length,
      checksumSha256: createHash('sha256').update(file).digest('base64'),
    });
    const { method, url, headers } = attachment.upload;
    const { 'content-length': _, ...sent } = headers;
    const uploaded = await fetch(url, { method, headers: sent, body: new Uint8Array(file) });
    if (!uploaded.ok) throw new Error(`the upload was answered ${uploaded.status}`);
    await this.act(this.partner, `${path}/attachments/${attachment.id}`, 'complete');
    await this.act(this.partner, path, 'submit');
    this.say(`Brightpath claims ${money(euros(amountMinor))} for “${title}”, with the list of attendees`);
    return { id, title };
  }

  /** A reviewer follows the link of the newest mail, asks for a code, and sends the form. */
  async decide(name: string, title: string, form: Record<string, string>): Promise<void> {
    const email =
      this.settings.organizations[0]?.members.find((one) => one.name.startsWith(name))?.email ?? '';
    const mails = await this.mailTo(email);
    const link = mails.findLast((text) => text.includes(title))?.match(/\S+\/approve\/[\w-]+$/m)?.[0];
    if (!link) throw new Error(`${email} was mailed no link about ${title}`);
    const send = (fields: Record<string, string>) =>
      fetch(link, { method: 'POST', body: new URLSearchParams(fields) });
    await send({ sendCode: 'yes' });
    const code = (await this.mailTo(email)).at(-1)?.match(/is (\d{6})/)?.[1] ?? '';
    const page = await send({ ...form, code });
    if (page.status !== 200) throw new Error(`${name}'s decision was answered ${page.status}`);
    await this.rest();
    this.say(`  ${name} decides by mail, with a one-time code: ${form.choice}`);
  }

  /** The partner sends its invoices; the finance system pays as it hears. */
  async payouts(claimId: string): Promise<void> {
    const { body } = await this.partner.get(`/v1/fund-claims/${claimId}`);
    for (const id of body.payoutIds as string[]) {
      const path = `/v1/payouts/${id}`;
      await this.act(this.partner, path, 'invoice', { number: `BP-${id.slice(-4)}`, issuedOn: day(0) });
      if ((await this.pay(id)) === 'failed') {
        this.say('  the payment failed: Northwind tries again');
        await this.act(this.funder, path, 'reschedule');
        await this.pay(id);
      }
      const paid = await this.partner.get(path);
      this.say(
        `Northwind pays ${money(paid.body.amount)}: ${paid.body.status}, ${paid.body.paymentReference}`,
      );
    }
  }

  async pay(payoutId: string): Promise<string> {
    await this.rest();
    const response = await fetch(`${this.settings.baseUrl}/_local/events`);
    const events = (await response.json()) as { detailType: string; detail: PayoutEvent }[];
    const scheduled = events.findLast(
      ({ detailType, detail }) => detailType === 'cosell.payout.scheduled.v1' && detail.data.id === payoutId,
    );
    if (!scheduled) throw new Error(`nobody said that ${payoutId} is scheduled`);
    return onPayoutScheduled(scheduled.detail, this.funder, this.#bank);
  }

  async account(fundId: string) {
    const statement = await this.partner.get(`/v1/funds/${fundId}/statement`);
    for (const { sequence, kind, from, to, amountMinor, balances } of statement.body.items)
      this.say(
        `${String(sequence).padStart(3)} ${`${kind}: ${from} to ${to}`.padEnd(36)} ${money(euros(amountMinor)).padStart(14)}   available ${money(euros(balances.available))}`,
      );
    const verification = await this.funder.get(`/v1/funds/${fundId}/verification`);
    const { holds, entries } = verification.body;
    this.say(`Verification: ${holds ? 'holds' : 'does not hold'}, ${entries} entries followed`);
    return { fundId, statement, verification };
  }

  async made(as: Api, path: string, body: unknown) {
    const answer = await as.post(path, body, { key: randomUUID() });
    if (answer.status >= 300) throw new Error(`POST ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
  async act(as: Api, path: string, verb: string, body: unknown = {}): Promise<void> {
    const { etag } = await as.get(path);
    const answer = await as.post(`${path}/${verb}`, body, { key: randomUUID(), etag });
    if (answer.status >= 300) throw new Error(`POST ${path}/${verb}: ${JSON.stringify(answer.body)}`);
    await this.rest();
  }
  /** Until nothing is under way on the local stack: its workflows and mail have caught up. */
  async rest(): Promise<void> {
    await fetch(`${this.settings.baseUrl}/_local/idle`, { method: 'POST' });
  }
  async mailTo(email: string): Promise<string[]> {
    await this.rest();
    const response = await fetch(`${this.settings.baseUrl}/_local/mail`);
    const mails = (await response.json()) as { to: string[]; text: string }[];
    return mails.filter(({ to }) => to.includes(email)).map(({ text }) => text);
  }
}

if (import.meta.main) {
  const settings = JSON.parse(readFileSync('.cosell/local.json', 'utf8')) as Settings;
  await new Walkthrough(settings, (line) => process.stdout.write(`${line}\n`)).play();
}
