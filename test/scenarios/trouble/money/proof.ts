import { expect, test } from '@jest/globals';
import { attach, complete, fileOf, stored, uploaded } from '../../../support/attachments.ts';
import {
  claimed,
  codeFor,
  fundOf,
  type GroundOf,
  linkAbout,
  provenBalances,
  running,
  says,
  step,
  submitted,
  times,
  titleOf,
} from '../../../support/money.ts';
import { good, look, unique } from '../../../support/newcomers.ts';
import type { Answer } from '../../../support/partner.ts';

const activityTypes = [
  {
    code: 'joint_webinar',
    name: 'Joint webinar',
    proofs: [{ code: 'attendee_list', label: 'List of attendees', atLeast: 2 }],
  },
];
const list = (name = 'attendees.csv') =>
  fileOf(`name\nRita Alves ${unique()}\n`, {
    purpose: 'attendee_list',
    fileName: name,
    mediaType: 'text/csv',
  });

/** Proof that is missing, of the wrong kind, somebody else's, or taken back. */
export const proof = (ground: GroundOf): void => {
  let fund = '';
  let proposal = '';
  const draft = async (): Promise<string> => {
    fund ||= await fundOf(ground(), 1_000_000, { activityTypes });
    proposal ||= await running(ground(), fund);
    return claimed(ground(), proposal);
  };
  const missing = async (path: string): Promise<string | undefined> => {
    const { body } = await step(ground().brightpath, path, 'submit');
    return body.errors?.map(({ message }: { message: string }) => message).join(' ');
  };
  const remove = (path: string, { body }: Answer) =>
    ground().brightpath.delete(`${path}/attachments/${body.id}`);

  test('a claim is submitted with the proof that its activity demands, stored, of its kind and its own', async () => {
    const world = ground();
    const { brightpath, northwind, harbor } = world;
    const path = await draft();
    const none = 'List of attendees (attendee_list): 2 needed, 0 stored.';
    expect(await missing(path)).toBe(none);
    await attach(brightpath, path, list());
    const waiting = await uploaded(brightpath, path, list());
    await stored(brightpath, path, fileOf('%PDF-1.7\n%%EOF\n', { purpose: 'photo' }));
    const wrong = fileOf('MZ\u0000\u0001', {
      purpose: 'attendee_list',
      fileName: 'a.pdf',
      mediaType: 'application/pdf',
    });
    const refused = await complete(brightpath, path, await uploaded(brightpath, path, wrong));
    expect(refused.body).toMatchObject({ status: 'refused', reasonCode: 'content_is_not_of_its_type' });
    expect(await missing(path)).toBe(none);
    const file = list().body;
    for (const changes of [
      { sizeBytes: 26_214_401 },
      { mediaType: 'text/html' },
      { fileName: 'list.exe' },
      { purpose: 'diploma' },
    ])
      expect((await brightpath.post(`${path}/attachments`, { ...file, ...changes })).body.code).toBe(
        'invalid_input',
      );

    // What belongs to another claim is not there for this one, in neither direction.
    const other = await draft();
    const others = await stored(brightpath, other, list());
    for (const [at, { body, etag }] of [
      [path, others],
      [other, waiting],
    ] as const) {
      expect((await brightpath.get(`${at}/attachments/${body.id}`)).status).toBe(404);
      expect((await brightpath.post(`${at}/attachments/${body.id}/complete`, {}, { etag })).status).toBe(404);
      expect((await brightpath.delete(`${at}/attachments/${body.id}`)).status).toBe(404);
    }
    expect(await missing(path)).toBe(none);
    expect((await northwind.get(`${path}/attachments`)).status).toBe(404);
    const first = good(await complete(brightpath, path, waiting));
    expect(await missing(path)).toBe('List of attendees (attendee_list): 2 needed, 1 stored.');
    await stored(brightpath, path, list());
    await submitted(world, path);

    // In review it stays as it is; the funder reads it, nobody else does.
    expect((await remove(path, first)).body.code).toBe('transition_not_allowed');
    expect((await brightpath.post(`${path}/attachments`, file)).body.code).toBe('transition_not_allowed');
    expect((await northwind.post(`${path}/attachments`, file)).body.code).toBe('wrong_side');
    const read = good(await northwind.get(`${path}/attachments/${first.body.id}`));
    expect((await fetch(read.body.download.url)).status).toBe(200);
    harbor.forgetToken();
    expect((await harbor.get(`${path}/attachments/${first.body.id}`)).status).toBe(404);
    const seen = good(await northwind.get(`${path}/attachments`)).body.items;
    expect(new Set(seen.map(({ status }: { status: string }) => status))).toEqual(new Set(['stored']));
  });

  test('the link of a proof is over with its question; taken back and replaced, the next question shows what is there', async () => {
    const world = ground();
    const path = await draft();
    const title = await titleOf(world, path);
    const before = await stored(world.brightpath, path, list('before.csv'));
    await stored(world.brightpath, path, list('other.csv'));
    await submitted(world, path);
    const link = await linkAbout(world, title);
    const proofLink = `${link}/proof/${before.body.id}`;
    expect((await look(link)).html).toContain('before.csv');
    expect([
      (await look(proofLink)).status,
      (await look(`${link}/proof/${path.split('/').at(-1)}`)).status,
    ]).toEqual([200, 404]);
    await says(world, path, { choice: 'return', comment: 'That is the wrong list.' });
    expect((await look(proofLink)).status).toBe(410);
    expect((await remove(path, before)).status).toBe(204);
    expect(await missing(path)).toContain('1 stored');
    await stored(world.brightpath, path, list('after.csv'));
    await submitted(world, path);
    const again = await linkAbout(world, title);
    const { html } = await look(again);
    expect([html.includes('before.csv'), html.includes('after.csv'), again === link]).toEqual([
      false,
      true,
      false,
    ]);
    expect((await look(`${again}/proof/${before.body.id}`)).status).toBe(404);
    good(await step(world.brightpath, path, 'withdraw'));
    for (const address of [again, `${again}/proof/${before.body.id}`]) {
      const page = await look(address);
      expect([page.status, page.html.includes('.csv')]).toEqual([410, false]);
    }
  });

  test('proof removed at the instant of the submission: it is part of the claim, or the claim is a draft without it', async () => {
    const world = ground();
    const rounds = await times(4, async () => {
      const path = await draft();
      await stored(world.brightpath, path, list());
      const second = await stored(world.brightpath, path, list());
      const [submission, removal] = await Promise.all([
        step(world.brightpath, path, 'submit'),
        remove(path, second),
      ]);
      return { path, submission, removal };
    });
    for (const { path, submission, removal } of rounds) {
      const { items } = good(await world.brightpath.get(`${path}/attachments`)).body;
      const kept = items.filter(({ status }: { status: string }) => status === 'stored').length;
      expect([submission.status === 200, removal.status === 204, kept]).toEqual(
        submission.status === 200 ? [true, false, 2] : [false, true, 1],
      );
      expect([undefined, 'invalid_input']).toContain(submission.body.code);
    }
    await world.around.rest();
    await provenBalances(world, fund);
  });

  test('five wrong codes spend a code, eleven codes a link; a decision about money takes nothing less', async () => {
    const world = ground();
    const path = await draft();
    for (const _ of [1, 2]) await stored(world.brightpath, path, list());
    await submitted(world, path);
    const title = await titleOf(world, path);
    const link = await linkAbout(world, title);
    const send = async (fields: Record<string, string>) =>
      look(link, { method: 'POST', body: new URLSearchParams(fields) });
    expect((await send({ choice: 'approve' })).status).toBe(422);
    expect((await send({ choice: 'delegate', delegateId: 'mem_01JD0000000000000000000001' })).status).toBe(
      422,
    );
    const code = await codeFor(world, link, title);
    const wrong = code === '000000' ? '000001' : '000000';
    for (const left of [4, 3, 2, 1, 0])
      expect((await send({ choice: 'approve', code: wrong })).html).toContain(`${left} tries are left`);
    expect((await send({ choice: 'approve', code })).html).toContain('too many wrong tries');
    for (let asked = 2; asked <= 11; asked++) {
      await world.around.advance('PT1M');
      const page = await send({ sendCode: 'yes' });
      expect([asked, page.html.includes('Too many codes')]).toEqual([asked, asked === 11]);
    }
    for (const partner of [world.brightpath, world.northwind]) partner.forgetToken();
    expect(good(await world.brightpath.get(path)).body.status).toBe('in_review');
    const mails = await world.around.mail({ text: `“${title}” is` });
    expect(mails).toHaveLength(10);
    await says(world, path, { choice: 'approve' });
    expect(good(await world.brightpath.get(path)).body.status).toBe('approved');
    expect((await look(link)).html).toContain('You have decided this');
  });
};
