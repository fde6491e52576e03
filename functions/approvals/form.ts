import { line, prose } from '../platform/fields.ts';
import { exponentOf } from '../platform/money.ts';
import type { Approval } from './approval.ts';
import type { Answer } from './deciding.ts';
import type { Draft } from './page.ts';
import { choicesOf } from './wording.ts';

export interface FormFault {
  field: keyof Draft;
  message: string;
}

const MOST_COMMENT = 2000;

/** What the form says, or the first thing that is missing, in words for the person who filled it in. */
export const readAnswer = (
  approval: Approval,
  draft: Draft,
  locale: string,
): Answer | { delegateId: string } | FormFault => {
  const choice = choicesOf(approval).find((one) => one.choice === draft.choice)?.choice;
  if (!choice) return { field: 'choice', message: 'Please choose what you decide.' };
  if (choice === 'delegate')
    return draft.delegateId
      ? { delegateId: draft.delegateId }
      : { field: 'delegateId', message: 'Please choose to whom you delegate.' };
  const comment = draft.comment === '' ? null : prose(MOST_COMMENT).safeParse(draft.comment);
  if (comment && !comment.success)
    return {
      field: 'comment',
      message: `Please keep the comment under ${MOST_COMMENT} characters of ordinary text.`,
    };
  const said = { outcome: choice, comment: comment?.data ?? null, reasonCode: null, amount: null };
  if (choice === 'reject') return withReason(approval, draft, said);
  if (choice === 'return' && !said.comment)
    return { field: 'comment', message: 'Please say in the comment what should change.' };
  return choice === 'approve_in_part' ? withAmount(approval, draft, said, locale) : said;
};

/** A reason is owed; a comment of one's own words stands for "other". */
const withReason = (approval: Approval, draft: Draft, said: Answer): Answer | FormFault => {
  const codes = approval.ask.reasons.map((reason) => reason.code);
  if (codes.length === 0) return said;
  if (codes.includes(draft.reason)) return { ...said, reasonCode: draft.reason };
  if (said.comment && codes.includes('other')) return { ...said, reasonCode: 'other' };
  return { field: 'reason', message: 'Please choose a reason, or say it in the comment.' };
};

/** The mark before the decimals, as the reader writes it; a point for those who write neither. */
const decimalMark = (locale: string): string =>
  new Intl.NumberFormat(locale).formatToParts(0.5).some(({ value }) => value === ',') ? ',' : '.';

/**
 * More than nothing and not more than was asked, in the decimals of the currency; point or comma. Three decimals, which
 * some currencies have, come after the reader's own mark alone: "6,000" is six to some, and six thousand to others.
 */
const withAmount = (approval: Approval, draft: Draft, said: Answer, locale: string): Answer | FormFault => {
  const asked = approval.approvedAmount ?? approval.ask.amount;
  if (!asked) return { field: 'amount', message: 'There is no amount to approve in part.' };
  const exponent = exponentOf(asked.currency);
  const text = line(30).safeParse(draft.amount).data ?? '';
  const parts = /^(\d{1,15})(?:([.,])(\d+))?$/.exec(text.replaceAll(/\s/g, ''));
  const decimals = parts?.[3] ?? '';
  const unclear = decimals.length === 3 && parts?.[2] !== decimalMark(locale);
  const amountMinor =
    parts && decimals.length <= exponent
      ? Number(`${parts[1]}${decimals.padEnd(exponent, '0')}`)
      : Number.NaN;
  if (unclear)
    return {
      field: 'amount',
      message: `Please write the decimals after “${decimalMark(locale)}”, and nothing between the thousands.`,
    };
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0 || amountMinor > asked.amountMinor)
    return {
      field: 'amount',
      message: 'Please enter an amount of more than nothing and not more than was asked for.',
    };
  return { ...said, amount: { amountMinor, currency: asked.currency } };
};
