import type { Ask } from '../../functions/approvals/approval.ts';
import { currentStep } from '../../functions/approvals/approval.ts';
import * as endings from '../../functions/approvals/endings.ts';
import { emptyDraft, type Form, formPage } from '../../functions/approvals/page.ts';
import type { Member } from '../../functions/organizations/organization.ts';
import type { HttpAnswer } from '../../functions/platform/http/problem.ts';
import { answer, asked, decides, value } from '../unit/approvals/play.ts';
import { handClock, member, named, question } from './arbitraries.ts';

/** A form as it is made, without a stack: for kinds that no process asks for yet, and for readers of every kind. */
const ask: Ask = {
  ...question().ask,
  title: 'Data platform for Contoso Foods',
  facts: [
    { label: 'Customer', text: 'Contoso Foods (contoso-foods.com)' },
    { label: 'Country', text: 'Portugal' },
    { label: 'Industry', text: 'Food' },
    { label: 'Estimated amount', money: { amountMinor: 12_500_000, currency: 'EUR' } },
    { label: 'Expected close', date: '2027-03-31' },
    {
      label: 'What is needed',
      text: 'Move the reporting of 40 plants to one data platform.\nThe first two by summer, the others within a year.',
    },
  ],
  oneTimeCode: false,
};
const claim: Partial<Ask> = {
  act: 'approve',
  headline: 'Claim from Brightpath Consulting',
  title: 'Roadshow in Lisbon and Porto',
  requestedBy: 'Brightpath Consulting',
  facts: [
    { label: 'Program', text: 'Market development 2026' },
    { label: 'Claimed', money: { amountMinor: 1_840_050, currency: 'EUR' } },
    { label: 'Held on', date: '2026-10-14' },
    { label: 'Proof', text: '3 invoices, list of 84 attendees' },
  ],
  reasons: [
    { code: 'no_proof', label: 'The proof is not enough' },
    { code: 'other', label: 'Another reason' },
  ],
  amount: { amountMinor: 1_840_050, currency: 'EUR' },
  oneTimeCode: true,
};

/** The form as `reader` meets it: Ana Lima in Lisbon, unless told otherwise. */
export const formOf = (
  given: Partial<Ask> = {},
  reader: Partial<Member> = {},
  more: Partial<Form> = {},
): Form => {
  const ana = { name: 'Ana Lima', locale: 'en-GB', timeZone: 'Europe/Lisbon', ...reader };
  const { approval } = asked([{ approvers: named(1) }], { ask: { ...ask, act: 'accept', ...given } }, [
    member(1, ana),
  ]);
  const [first] = currentStep(approval).asked;
  if (!first) throw new Error('nobody was asked');
  return {
    token: 'T'.repeat(43),
    approval: { ...approval, ask: { ...approval.ask, oneTimeCode: given.oneTimeCode ?? false } },
    asked: first,
    delegates: [
      { id: 'mem_2', name: 'Bruno Costa' },
      { id: 'mem_3', name: 'Hugo Faria' },
    ],
    draft: emptyDraft,
    ...more,
  };
};
export const claimForm = (more: Partial<Form> = {}): Form => formOf(claim, {}, more);

type Typed = Partial<Form['draft']>;
const refused = (form: Form, typed: Typed, fault: NonNullable<Form['fault']>): HttpAnswer =>
  formPage({ ...form, draft: { ...emptyDraft, ...typed }, fault }, 422);

const done = (): HttpAnswer => {
  const { approval, asked: reader } = formOf();
  return endings.done(value(decides(approval, 1, answer('approve'), handClock())), reader, 'approve');
};

/** What is long, and what runs from right to left. */
export const hardForms: Record<string, () => Form> = {
  'long words': () =>
    formOf({
      title: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
      requestedBy: 'Rinderkennzeichnungsfleischetikettierungsüberwachungsaufgabenübertragungs GmbH',
      facts: [
        {
          label: 'Customer',
          text: `${'東日本旅客鉄道株式会社鉄道事業本部'.repeat(5)} (${'a'.repeat(63)}.example)`,
        },
      ],
      reasons: [
        { code: 'other', label: 'A reason that takes far more words than fit on any one line of a phone' },
      ],
    }),
  'right to left': () =>
    formOf(
      {
        headline: 'Referral from شركة النور',
        title: 'منصة بيانات لشركة الأغذية المتحدة',
        requestedBy: 'شركة النور',
        facts: [
          { label: 'Customer', text: 'شركة الأغذية المتحدة (contoso-foods.com)' },
          { label: 'Estimated amount', money: { amountMinor: 12_500_000, currency: 'SAR' } },
        ],
      },
      { name: 'مريم الهاشمي' },
    ),
  'three thousand characters': () =>
    formOf({
      facts: [
        ...ask.facts.slice(0, 5),
        { label: 'What is needed', text: 'Forty plants report apart. '.repeat(111) },
      ],
    }),
};

/** Every state in which somebody may meet the page. */
export const states: Record<string, () => HttpAnswer> = {
  form: () => formPage(formOf()),
  'in place of somebody': () => {
    const form = formOf();
    return formPage({ ...form, asked: { ...form.asked, delegatorName: 'Clara Nunes' } });
  },
  'nobody to delegate to': () => formPage(formOf({}, {}, { delegates: [] })),
  'nothing chosen': () =>
    refused(formOf(), { comment: 'Gladly.' }, { field: 'choice', message: 'Please choose what you decide.' }),
  'declined without a reason': () =>
    refused(
      formOf(),
      { choice: 'reject' },
      { field: 'reason', message: 'Please choose a reason, or say it in the comment.' },
    ),
  'delegated to nobody': () =>
    refused(
      formOf(),
      { choice: 'delegate' },
      { field: 'delegateId', message: 'Please choose to whom you delegate.' },
    ),
  'money form': () => formPage(claimForm()),
  'code mailed': () =>
    formPage(
      claimForm({
        draft: { ...emptyDraft, choice: 'approve' },
        notice: 'We mailed a code to you. It is good for 10 minutes.',
      }),
    ),
  'wrong code': () =>
    refused(
      claimForm(),
      { choice: 'approve', code: '123456' },
      { field: 'code', message: 'This is not the code. 4 tries are left.' },
    ),
  'too large an amount': () =>
    refused(
      claimForm(),
      { choice: 'approve_in_part', amount: '99999999' },
      {
        field: 'amount',
        message: 'Please enter an amount of more than nothing and not more than was asked for.',
      },
    ),
  'returned without words': () =>
    refused(
      claimForm(),
      { choice: 'return' },
      { field: 'comment', message: 'Please say in the comment what should change.' },
    ),
  ...Object.fromEntries(Object.entries(hardForms).map(([name, form]) => [name, () => formPage(form())])),
  done,
  delegated: () => endings.delegated('Bruno Costa'),
  'decided by the reader': endings.decidedByReader,
  decided: endings.decided,
  'somebody was faster': () => endings.somebodyWasFaster('Bruno Costa accepted this.'),
  'handed on': endings.handedOn,
  expired: endings.expired,
  cancelled: endings.cancelled,
  'wrong link': endings.wrongLink,
  'too much': endings.tooMuch,
};
