import type { HttpAnswer } from '../platform/http/problem.ts';
import type { Approval, Asked, Outcome } from './approval.ts';
import { saying } from './page.ts';
import { doneWord } from './wording.ts';

/** The pages that ask nothing any more. Whoever holds a link that is over learns that, and nothing of what was asked. */

export const wrongLink = (): HttpAnswer =>
  saying(
    'wrong',
    404,
    'This link does not work',
    'It may have been cut off on its way. Please open it again from the mail.',
  );

export const proofGone = (): HttpAnswer =>
  saying(
    'wrong',
    410,
    'This file is not there any more',
    'It was taken back by who attached it. Please go back and decide without it, or return the question.',
  );

export const cancelled = (): HttpAnswer =>
  saying(
    'over',
    410,
    'This is no longer asked',
    'What you were asked about was taken back or changed. You need not do anything.',
  );

export const expired = (): HttpAnswer =>
  saying(
    'over',
    410,
    'The time to decide has passed',
    'This can no longer be answered. You need not do anything.',
  );

/** Also what a second click shows, or the page loaded again. */
export const decidedByReader = (): HttpAnswer =>
  saying(
    'good',
    410,
    'You have decided this',
    'Your decision is recorded, and stays as it is. You can close this page.',
  );

export const decided = (): HttpAnswer =>
  saying('over', 410, 'This has been decided', 'Somebody else has answered. You need not do anything.');

export const handedOn = (): HttpAnswer =>
  saying(
    'over',
    410,
    'This no longer waits for you',
    'It was handed on, or answered already. You need not do anything.',
  );

export const tooMuch = (): HttpAnswer =>
  saying(
    'wrong',
    413,
    'That was too much',
    'Nothing has been sent. Please go back and shorten your comment.',
  );

export const somebodyWasFaster = (how: string): HttpAnswer =>
  saying('over', 409, 'Somebody was faster', how, 'Your answer was not needed any more.');

export const delegated = (to: string): HttpAnswer =>
  saying(
    'good',
    200,
    `Handed to ${to}`,
    `${to} gets a mail with a link of their own. You need not do anything more.`,
  );

/** The reader's own decision, as it stands now. */
export const done = (approval: Approval, asked: Asked, outcome: Outcome): HttpAnswer => {
  const { requestedBy, title } = approval.ask;
  const next =
    approval.status === 'pending'
      ? 'Others still have to decide before it is settled.'
      : `${requestedBy} is told now.`;
  return saying(
    'good',
    200,
    `You ${doneWord(approval, outcome)} “${title}”`,
    `${asked.name}, your decision is recorded. ${next}`,
    'You can close this page.',
  );
};
