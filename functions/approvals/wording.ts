import { formatMoney } from '../platform/money.ts';
import type { Approval, Asked, Fact, Outcome } from './approval.ts';
import { currentStep, dueAtMs } from './approval.ts';

/** The reader's locale and time zone: dates and money are written the way they write them. */
export type Reader = Pick<Asked, 'locale' | 'timeZone'>;

/** What an approver can choose, under the name it has for this question. */
export type Choice = Outcome | 'delegate';

export const choicesOf = (approval: Approval): { choice: Choice; label: string }[] => {
  if (approval.ask.act === 'accept')
    return [
      { choice: 'approve', label: 'Accept' },
      { choice: 'reject', label: 'Decline' },
      { choice: 'delegate', label: 'Delegate' },
    ];
  return [
    { choice: 'approve', label: 'Approve' },
    ...(approval.ask.amount ? [{ choice: 'approve_in_part' as const, label: 'Approve in part' }] : []),
    { choice: 'reject', label: 'Reject' },
    { choice: 'return', label: 'Return for changes' },
    { choice: 'delegate', label: 'Delegate' },
  ];
};

/** "accepted", "returned for changes" … */
export const doneWord = (approval: Approval, outcome: Outcome): string => {
  const accept = approval.ask.act === 'accept';
  return {
    approve: accept ? 'accepted' : 'approved',
    approve_in_part: 'approved in part',
    reject: accept ? 'declined' : 'rejected',
    return: 'returned for changes',
  }[outcome];
};

export const dateTime = (epochMs: number, reader: Reader): string =>
  new Intl.DateTimeFormat(reader.locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: reader.timeZone,
  }).format(epochMs);

/** With the zone's name, so that "until 17:00" cannot be misread. */
export const deadline = (approval: Approval, reader: Reader): string => {
  const due = dueAtMs(currentStep(approval)) ?? Date.parse(approval.createdAt);
  const zone = new Intl.DateTimeFormat(reader.locale, { timeZone: reader.timeZone, timeZoneName: 'short' })
    .formatToParts(due)
    .find((part) => part.type === 'timeZoneName')?.value;
  return `${dateTime(due, reader)} ${zone ?? ''}`.trim();
};

/** A rate as a person of that locale writes it, with every digit that was given. */
const rateText = (
  { value, from, to }: { value: string; from: string; to: string },
  locale: string,
): string => {
  const digits = value.split('.')[1]?.length ?? 0;
  const number = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `1 ${from} = ${number.format(value as Intl.StringNumericLiteral)} ${to}`;
};

export const factText = (fact: Fact, reader: Reader): string => {
  if ('money' in fact) return formatMoney(fact.money, reader.locale);
  if ('date' in fact)
    return new Intl.DateTimeFormat(reader.locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
      Date.parse(fact.date),
    );
  if ('rate' in fact) return rateText(fact.rate, reader.locale);
  return 'attachment' in fact ? fact.attachment.fileName : fact.text;
};
