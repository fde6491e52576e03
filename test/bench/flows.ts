import { linkIn, type Mail } from '../support/local.ts';
import type { Partner } from '../support/partner.ts';
import { propose, referralBody, type World } from '../support/world.ts';
import { median } from './load.ts';

const decide = (link: string) =>
  fetch(link, { method: 'POST', body: new URLSearchParams({ choice: 'approve' }) });

const mailsSince = async (world: World, after: string): Promise<Mail[]> => {
  const response = await fetch(`${world.settings.baseUrl}/_local/mail?after=${after}`);
  return (await response.json()) as Mail[];
};

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks until the referral is shown accepted; gives milliseconds since `from`. */
const untilAccepted = async (partner: Partner, id: string, from: number): Promise<number> => {
  for (;;) {
    const { body } = await partner.get(`/v1/referrals/${id}`);
    if (body.status === 'accepted') return performance.now() - from;
    // The asking itself costs as much as anything measured here: not more often than tells the figure apart.
    await pause(2);
    if (performance.now() - from > 10_000) throw new Error(`${id} was not accepted within 10 s`);
  }
};

/** Latency of single flows, one after the other; then the rate of flows with 10 clients at once. */
export const flows = async (world: World): Promise<{ p50: number; perSecond: number; lost: number }> => {
  const latencies: number[] = [];
  for (let flow = 0; flow < 40; flow++) {
    const { body } = await propose(world);
    const [mail] = await world.around.mail({ text: body.id ? body.title : '' }).then((all) => all.slice(-1));
    if (!mail) throw new Error('no mail came');
    const from = performance.now();
    await decide(linkIn(mail));
    latencies.push(await untilAccepted(world.northwind, body.id, from));
  }
  return { p50: median(latencies.slice(10)), ...(await rate(world, 400)) };
};

/** Proposes drafts made before, and decides each by the first mail that comes for it, ten at a time. */
const rate = async (world: World, count: number): Promise<{ perSecond: number; lost: number }> => {
  const partnershipId = world.settings.partnerships[0]?.id ?? '';
  const drafts: { id: string; etag: string; title: string }[] = [];
  for (let at = 0; at < count; at++) {
    const title = `Flow ${crypto.randomUUID()}`;
    const draft = await world.northwind.post('/v1/referrals', referralBody(partnershipId, { title }));
    drafts.push({ id: draft.body.id, etag: draft.etag, title });
  }
  let last = (await mailsSince(world, '')).at(-1)?.id ?? '';
  const links = new Map<string, (link: string) => void>();
  let done = false;
  const postman = (async () => {
    while (!done) {
      for (const mail of await mailsSince(world, last)) {
        last = mail.id;
        const title = /Flow [0-9a-f-]{36}/.exec(mail.subject)?.[0] ?? '';
        links.get(title)?.(linkIn(mail));
        links.delete(title);
      }
      await pause(10);
    }
  })();
  const from = performance.now();
  let lost = 0;
  const work = async (): Promise<void> => {
    for (let draft = drafts.pop(); draft; draft = drafts.pop()) {
      const { id, etag, title } = draft;
      const link = new Promise<string>((resolve) => links.set(title, resolve));
      await world.northwind.post(`/v1/referrals/${id}/propose`, {}, { etag });
      await decide(await link);
      await untilAccepted(world.northwind, id, performance.now()).catch(() => lost++);
    }
  };
  await Promise.all(Array.from({ length: 10 }, work));
  const seconds = (performance.now() - from) / 1000;
  done = true;
  await postman;
  return { perSecond: count / seconds, lost };
};
