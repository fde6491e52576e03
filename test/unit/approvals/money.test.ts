import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Approval, Fact } from '../../../functions/approvals/approval.ts';
import { decidePage, showPage } from '../../../functions/approvals/link.ts';
import { createLinkStep } from '../../../functions/approvals/link-store.ts';
import { requestMail } from '../../../functions/approvals/mail.ts';
import { emptyDraft, formPage } from '../../../functions/approvals/page.ts';
import {
  approvalKinds,
  defaultPolicy,
  mannerFaults,
  moneyKinds,
} from '../../../functions/approvals/policy.ts';
import { openProof } from '../../../functions/approvals/proof.ts';
import { createApprovalStep } from '../../../functions/approvals/store.ts';
import { createMemberSteps } from '../../../functions/organizations/store.ts';
import { commit } from '../../../functions/platform/change.ts';
import type { HttpEvent } from '../../../functions/platform/http/request.ts';
import { openTable } from '../../../functions/platform/table.ts';
import { idOf, member, named, question } from '../../support/arbitraries.ts';
import { ConditionalTable } from '../../support/conditional-table.ts';
import { asked } from './play.ts';

describe('the policy of decisions about money', () => {
  const manner = (kind: (typeof approvalKinds)[number]) => {
    const { apiDecision, oneTimeCode } = defaultPolicy(kind);
    return { apiDecision, oneTimeCode };
  };
  test.each(approvalKinds)(
    '%s: by people with a code, or, where it is not about money, as one likes',
    (kind) => {
      const money = moneyKinds.includes(kind);
      expect(manner(kind)).toEqual({ apiDecision: !money, oneTimeCode: money });
      const wrong = mannerFaults(kind, { apiDecision: true, oneTimeCode: false });
      expect(wrong.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(
        money ? ['#/apiDecision decided_by_people', '#/oneTimeCode decided_by_people'] : [],
      );
      expect(mannerFaults(kind, { apiDecision: false, oneTimeCode: true })).toEqual([]);
      expect(mannerFaults(kind, {})).toEqual([]);
    },
  );
  test('is about proposals and claims', () => expect(moneyKinds).toEqual(['fund_proposal', 'fund_claim']));
});

const ATTACHMENT = idOf('att', 1);
const CLAIM = idOf('fcl', 1);
const nasty = '"><script>alert(1)</script> & <b>.pdf';
const proof = (fileName = nasty): Fact => ({
  label: 'Proof: <i>Invoices</i>',
  attachment: { id: ATTACHMENT, subjectId: CLAIM, fileName },
});
const TOKEN = 'T'.repeat(43);

describe('a file that the question shows', () => {
  const { approval } = asked([{}], { ask: { ...question().ask, facts: [proof()] } });
  const reader = approval.steps[0]?.asked[0] as Approval['steps'][0]['asked'][0];

  test('stands on the page by its name, as text, and opens by the link of its reader alone', () => {
    const form = { token: TOKEN, approval, asked: reader, delegates: [], draft: emptyDraft };
    const { body = '' } = formPage(form);
    expect(body).not.toContain('<script>');
    expect(body).not.toContain('<i>');
    expect(body).toContain(
      `<a href="${TOKEN}/proof/${ATTACHMENT}">&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;.pdf</a>`,
    );
  });

  test('stands in the mail with the address that opens it, in text and in HTML', () => {
    const link = `https://cosell.example/approve/${TOKEN}`;
    const { text, html } = requestMail(approval, reader, link, false);
    expect(text).toContain(`Proof: <i>Invoices</i>: ${nasty}\n    ${link}/proof/${ATTACHMENT}`);
    expect(html).toContain(`href="${link}/proof/${ATTACHMENT}"`);
    expect(html).not.toMatch(/<script>|<i>/);
  });
});

describe('the link of a decision about money', () => {
  const { fetch } = globalThis;
  let mails: string[] = [];
  beforeEach(() => {
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    mails = [];
    Object.assign(process.env, {
      ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' },
      ATTACHMENT_BUCKET: 'attachments',
    });
    globalThis.fetch = async (input, init) => {
      mails.push(await new Request(input, init).text());
      return Response.json({ MessageId: 'one' });
    };
  });
  afterEach(() => {
    jest.restoreAllMocks();
    globalThis.fetch = fetch;
  });

  /** Asked of member 1, with a link; the clock can be moved. */
  const linked = async () => {
    const memory = new ConditionalTable();
    const client = {
      send: (command: { input: never; constructor: { name: string } }) =>
        memory.send(command.constructor.name, command.input),
    } as unknown as DynamoDBDocumentClient;
    const table = openTable(client, 'Cosell');
    const given = { ask: { ...question().ask, facts: [proof('invoice.pdf')] } };
    const { approval, clock } = asked([{ approvers: named(1) }], given);
    const money: Approval = { ...approval, ask: { ...approval.ask, oneTimeCode: true } };
    const link = { approvalId: money.id, stepIndex: 0, memberId: member(1).id };
    await commit(table, [
      createApprovalStep(table, money),
      createLinkStep(table, TOKEN, link, clock.now() + 14 * 86_400_000),
      ...createMemberSteps(money.organizationId, table, member(1)),
    ]);
    const ground = { table, clock };
    const post = (fields: Record<string, string>) =>
      decidePage(eventOf({ token: TOKEN }, new URLSearchParams(fields).toString()), ground);
    const open = (attachmentId: string, token = TOKEN) => openProof(eventOf({ token, attachmentId }), ground);
    const status = () => JSON.parse(String(memory.item(money.id)?.body)).status;
    return { memory, ground, clock, post, open, status };
  };
  const eventOf = (pathParameters: Record<string, string>, body = ''): HttpEvent => ({
    ...{ routeKey: '', rawPath: '', pathParameters, body },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    requestContext: { requestId: 'request', http: { method: 'POST', path: '' } },
  });
  const lastCode = () => /is (\d{6})/.exec(mails.at(-1) ?? '')?.[1] ?? '';

  test('decides with the code that was mailed, and with no other', async () => {
    const { post, status, ground } = await linked();
    expect((await showPage(eventOf({ token: TOKEN }), ground)).statusCode).toBe(200);
    expect((await post({ choice: 'approve' })).body).toContain('Please ask for a code');
    await post({ sendCode: 'yes' });
    const wrong = String((Number(lastCode()) + 1) % 1_000_000).padStart(6, '0');
    expect((await post({ choice: 'approve', code: wrong })).statusCode).toBe(422);
    expect(status()).toBe('pending');
    expect((await post({ choice: 'approve', code: lastCode() })).statusCode).toBe(200);
    expect(status()).toBe('approved');
  });

  test('takes no code after ten minutes, and none after five wrong ones', async () => {
    const { post, status, clock } = await linked();
    await post({ sendCode: 'yes' });
    clock.move(600);
    expect((await post({ choice: 'approve', code: lastCode() })).body).toContain('past its ten minutes');
    await post({ sendCode: 'yes' });
    for (let tries = 0; tries < 5; tries++) await post({ choice: 'approve', code: 'wrong' });
    expect((await post({ choice: 'approve', code: lastCode() })).body).toContain('too many wrong tries');
    expect(status()).toBe('pending');
  });

  test('mails one code to who clicks twice, and ten in all: then it is being guessed at', async () => {
    const { post, clock } = await linked();
    for (let codes = 1; codes <= 12; codes++) {
      await post({ sendCode: 'yes' });
      clock.move(29);
      await post({ sendCode: 'yes' });
      expect(mails).toHaveLength(Math.min(codes, 10));
      clock.move(2);
    }
    const { statusCode, body } = await post({ sendCode: 'yes' });
    expect([statusCode, body]).toEqual([422, expect.stringContaining('Too many codes')]);
    expect((await post({ choice: 'approve', code: lastCode() })).statusCode).toBe(200);
  });

  test('opens a file that its question shows: for five minutes, and not from any cache', async () => {
    const { memory, open } = await linked();
    const stored = {
      ...{ id: ATTACHMENT, subject: { id: CLAIM, type: 'fund_claim' }, status: 'stored', versionId: 'v1' },
      fileName: 'invoice.pdf',
    };
    memory.put({ pk: CLAIM, sk: `ATTACHMENT#${ATTACHMENT}`, body: JSON.stringify(stored) });
    const { statusCode, headers, body } = await open(ATTACHMENT);
    expect([statusCode, body]).toEqual([303, '']);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(headers?.location).toMatch(/attachments\/att_\w+\?.*X-Amz-Expires=300/);
    expect(headers?.location).toContain('versionId=v1');
  });

  test('opens nothing else: another file, by another token, one that is gone, or after the decision', async () => {
    const { memory, open, post } = await linked();
    expect((await open(idOf('att', 2))).statusCode).toBe(404);
    expect((await open(CLAIM)).statusCode).toBe(404);
    expect((await open(ATTACHMENT, 'U'.repeat(43))).statusCode).toBe(404);
    const gone = await open(ATTACHMENT);
    expect([gone.statusCode, gone.headers?.location]).toEqual([410, undefined]);
    const waiting = { id: ATTACHMENT, status: 'awaiting_upload', versionId: null, fileName: 'invoice.pdf' };
    memory.put({ pk: CLAIM, sk: `ATTACHMENT#${ATTACHMENT}`, body: JSON.stringify(waiting) });
    expect((await open(ATTACHMENT)).statusCode).toBe(410);
    await post({ sendCode: 'yes' });
    await post({ choice: 'approve', code: lastCode() });
    expect((await open(ATTACHMENT)).headers?.location).toBeUndefined();
  });
});
