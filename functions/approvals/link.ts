import { randomInt } from 'node:crypto';
import { allMembers, getMember } from '../organizations/store.ts';
import { commit, type Step } from '../platform/change.ts';
import { instant } from '../platform/clock.ts';
import type { HttpAnswer } from '../platform/http/problem.ts';
import { bodyText, type HttpEvent } from '../platform/http/request.ts';
import type { Ground } from '../platform/http/serve.ts';
import { sendMail } from '../platform/mail.ts';
import { type Approval, type Asked, currentStep } from './approval.ts';
import { decide, delegate, mayDecide, placeOf, settledBy } from './deciding.ts';
import * as endings from './endings.ts';
import { type FormFault, readAnswer } from './form.ts';
import * as links from './link-store.ts';
import { codeMail } from './mail.ts';
import { type Draft, emptyDraft, formPage } from './page.ts';
import * as store from './store.ts';

/** An e-mailed link that leads somewhere: its item, the approval, and the place of the person it was mailed to. */
interface Opened {
  token: string;
  link: links.Link;
  dueMs: number;
  held: store.Held;
  asked: Asked;
  /** Nothing is mailed to this person any more. */
  unreachable: boolean;
}

const TOKEN = /^[\w-]{43}$/;

/** Follows the link as far as an open question, or gives the page that says what became of it and nothing else. */
export const follow = async (event: HttpEvent, { table, clock }: Ground): Promise<Opened | HttpAnswer> => {
  const token = event.pathParameters?.token ?? '';
  const found = TOKEN.test(token) ? await links.getLink(table, links.hashOf(token)) : undefined;
  const held = found && (await store.getHeld(table, found.link.approvalId));
  if (!found || !held) return endings.wrongLink();
  const { approval } = held;
  const { link } = found;
  // The deadline holds even in the moment before the workflow has written it down.
  const late = approval.status === 'pending' && clock.now() >= found.dueMs;
  if (approval.status === 'cancelled') return endings.cancelled();
  if (approval.status === 'expired' || late) return endings.expired();
  if (hasDecided(approval, link)) return endings.decidedByReader();
  if (approval.status !== 'pending') return endings.decided();
  const asked = link.stepIndex === approval.stepIndex ? placeOf(approval, link.memberId) : undefined;
  // Who has left decides nothing, whatever was mailed before.
  const member = asked && (await getMember(approval.organizationId, table, link.memberId));
  if (!asked || !member?.active) return endings.handedOn();
  const unreachable = member.unreachable !== null;
  return { token, ...found, held, asked: { ...asked, email: member.email }, unreachable };
};

/** Whether the decision that this link asked for has been made by its own reader. */
const hasDecided = (approval: Approval, { stepIndex, memberId }: links.Link): boolean =>
  approval.steps[stepIndex]?.asked.some((one) => one.memberId === memberId && one.decision !== null) ?? false;

const delegatesOf = async (approval: Approval, { table }: Ground) => {
  const asked = new Set(currentStep(approval).asked.map((one) => one.memberId));
  const members = await allMembers(approval.organizationId, table);
  return members.filter((member) => member.active && !asked.has(member.id) && mayDecide(approval, member.id));
};

/** GET only shows: whatever opens the link, nothing is decided by it. */
export const showPage = async (event: HttpEvent, ground: Ground): Promise<HttpAnswer> => {
  const opened = await follow(event, ground);
  if ('statusCode' in opened) return opened;
  const { approval } = opened.held;
  return formPage({
    token: opened.token,
    approval,
    asked: opened.asked,
    delegates: await delegatesOf(approval, ground),
    draft: emptyDraft,
  });
};

/** The same for programs that only look whether a page is there. */
export const peekPage = async (event: HttpEvent, ground: Ground): Promise<HttpAnswer> => {
  const { body: _, ...head } = await showPage(event, ground);
  return head;
};

const TRIES = 3;

/** POST with an explicit choice decides, once. */
export const decidePage = async (event: HttpEvent, ground: Ground, attempt = 1): Promise<HttpAnswer> => {
  const text = bodyText(event);
  if (typeof text !== 'string') return endings.tooMuch();
  const opened = await follow(event, ground);
  if ('statusCode' in opened) return opened;
  const fields = new URLSearchParams(isForm(event) ? text : '');
  const draft = draftOf(fields);
  if (fields.get('sendCode') && opened.held.approval.ask.oneTimeCode) return sendCode(opened, draft, ground);

  const { approval } = opened.held;
  const answer = readAnswer(approval, draft, opened.asked.locale);
  if ('message' in answer) return shown(opened, draft, ground, answer);
  const code = approval.ask.oneTimeCode ? await checkCode(opened, draft.code, ground) : undefined;
  if (code && 'message' in code) return shown(opened, draft, ground, code);

  const made = await make(opened, answer, draft, ground);
  if ('statusCode' in made) return made;
  const outcome = await commit(ground.table, [...made.steps, ...(code ? [code.step] : [])]);
  if (outcome.done) return made.page;
  const refusal = 'code' in outcome.because ? outcome.because : undefined;
  if (refusal?.code === 'already_decided') return overtaken(opened, refusal.detail ?? '', ground);
  // The link moved: another try of the code came first, and this one was not looked at.
  if (refusal?.code === 'stale_revision') return shown(opened, draft, ground, tryAgain);
  // The approval moved (a reminder went out, another approver of the same step answered): look again, decide again.
  if (attempt < TRIES) return decidePage(event, ground, attempt + 1);
  return shown(opened, draft, ground, {
    field: 'choice',
    message: 'This is being changed at this very moment. Please send it again.',
  });
};

/** By somebody else, or by the first of one's own two clicks. */
const overtaken = async ({ link }: Opened, how: string, { table }: Ground): Promise<HttpAnswer> => {
  const now = await store.getHeld(table, link.approvalId);
  return now && hasDecided(now.approval, link) ? endings.decidedByReader() : endings.somebodyWasFaster(how);
};

const isForm = ({ headers }: HttpEvent): boolean =>
  /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(headers['content-type'] ?? '');

/**
 * What was filled in. A field sent more than once is as good as empty: a robot that sends every choice chooses nothing.
 * Browsers send line breaks as CRLF but count them as one character.
 */
const draftOf = (fields: URLSearchParams): Draft => {
  const draft = { ...emptyDraft };
  for (const name of Object.keys(draft) as (keyof Draft)[]) {
    const [value = '', ...more] = fields.getAll(name);
    draft[name] = more.length > 0 ? '' : value.replaceAll('\r\n', '\n').trim();
  }
  return draft;
};

const shown = async (
  { token, held, asked }: Opened,
  draft: Draft,
  ground: Ground,
  fault: FormFault,
): Promise<HttpAnswer> =>
  formPage(
    {
      token,
      approval: held.approval,
      asked,
      delegates: await delegatesOf(held.approval, ground),
      draft,
      fault,
    },
    422,
  );

type Made = { steps: Step[]; page: HttpAnswer };

const make = async (
  opened: Opened,
  answer: Exclude<ReturnType<typeof readAnswer>, FormFault>,
  draft: Draft,
  ground: Ground,
): Promise<Made | HttpAnswer> => {
  const { held, asked, link } = opened;
  const { table, clock } = ground;
  const { approval } = held;
  if ('delegateId' in answer) {
    const to = (await delegatesOf(approval, ground)).find((member) => member.id === answer.delegateId);
    const handed = to && delegate(approval, link.memberId, { ...to, memberId: to.id }, clock);
    if (!to || !handed?.ok)
      return shown(opened, draft, ground, {
        field: 'delegateId',
        message: 'That person cannot take this over. Please choose somebody else.',
      });
    return {
      steps: [
        store.updateApprovalStep(table, held, handed.value),
        store.announceDelegated(table, held, handed.value, link.memberId, to.id, clock),
      ],
      page: endings.delegated(to.name),
    };
  }
  const decided = decide(approval, link.memberId, answer, clock);
  if (!decided.ok) return endings.somebodyWasFaster(settledBy(approval));
  const after = decided.value;
  const settled = after.status !== 'pending';
  const moved = after.stepIndex !== approval.stepIndex;
  return {
    steps: [
      store.updateApprovalStep(table, held, after),
      ...(settled ? [store.announceSettled(table, held, after, clock)] : []),
      ...(moved && !settled ? store.wakeStep(table, held, after, clock) : []),
    ],
    page: endings.done(after, asked, answer.outcome),
  };
};

const CODE_MINUTES = 10;
const CODE_TRIES = 5;
/** A link that asks for code after code is being guessed at: all of them together leave a chance of 1 in 20,000. */
const MOST_CODES = 10;
/** A reader who clicks twice gets one mail. */
const CODE_PAUSE_MS = 30_000;

const sendCode = async (opened: Opened, draft: Draft, ground: Ground): Promise<HttpAnswer> => {
  const { link, token, dueMs, held, asked } = opened;
  if (opened.unreachable) return shown(opened, draft, ground, notMailed);
  const now = ground.clock.now();
  const delegates = await delegatesOf(held.approval, ground);
  const again = formPage({
    token,
    approval: held.approval,
    asked,
    delegates,
    draft: { ...draft, code: '' },
    notice: `We mailed a code to you. It is good for ${CODE_MINUTES} minutes.`,
  });
  const sentAt = link.code && Date.parse(link.code.expiresAt) - CODE_MINUTES * 60_000;
  if (sentAt && now - sentAt < CODE_PAUSE_MS) return again;
  const codesSent = (link.codesSent ?? 0) + 1;
  if (codesSent > MOST_CODES)
    return shown(opened, draft, ground, {
      field: 'code',
      message:
        'Too many codes were asked for with this link. The link of the next reminder takes codes again; whoever else was asked can decide before.',
    });
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const next = {
    hash: links.hashOf(`${token}${code}`),
    expiresAt: instant(now + CODE_MINUTES * 60_000),
    triesLeft: CODE_TRIES,
  };
  const outcome = await commit(ground.table, [
    links.updateLinkStep(ground.table, links.hashOf(token), link, { code: next, codesSent }, dueMs),
  ]);
  // Whoever asked at the same instant got the mail.
  if (outcome.done)
    await sendMail({ ...codeMail(held.approval, asked, code, CODE_MINUTES), mark: links.hashOf(token) });
  return again;
};

const notMailed: FormFault = {
  field: 'code',
  message:
    'We cannot mail a code to you: an earlier mail to your address came back. Please tell your partner team.',
};
const tryAgain: FormFault = { field: 'code', message: 'Please try again.' };

/**
 * Of guesses made at once, one spends a try; the others are not looked at, be they right or wrong. The right code is
 * used up with the decision.
 */
const checkCode = async (
  opened: Opened,
  code: string,
  { table, clock }: Ground,
): Promise<{ step: Step } | FormFault> => {
  const { link, token, dueMs } = opened;
  const fault = (message: string): FormFault => ({ field: 'code', message });
  if (!link.code) return fault('Please ask for a code with “Mail me a code”, and enter it.');
  if (Date.parse(link.code.expiresAt) <= clock.now())
    return fault('This code is past its ten minutes. Please ask for a new one.');
  if (link.code.triesLeft <= 0) return fault('There were too many wrong tries. Please ask for a new code.');
  if (links.hashOf(`${token}${code.replaceAll(/\s/g, '')}`) === link.code.hash)
    return {
      step: links.updateLinkStep(
        table,
        links.hashOf(token),
        link,
        { code: { ...link.code, triesLeft: 0 } },
        dueMs,
      ),
    };
  const spent = await commit(table, [
    links.updateLinkStep(
      table,
      links.hashOf(token),
      link,
      { code: { ...link.code, triesLeft: link.code.triesLeft - 1 } },
      dueMs,
    ),
  ]);
  return spent.done ? fault(`This is not the code. ${link.code.triesLeft - 1} tries are left.`) : tryAgain;
};
