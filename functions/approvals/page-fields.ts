import { type Html, html } from '../platform/html.ts';
import { formatMoney } from '../platform/money.ts';
import type { Draft, Form } from './page.ts';
import { type Choice, choicesOf } from './wording.ts';

/** Every field of the form, each with what is wrong with it beside it. */
export const formFields = (form: Form): Html =>
  html`${form.approval.ask.oneTimeCode && enterSends}${choiceField(form)}${commentField(form)}${codeField(form)}`;

/** Enter in a field presses a form's first button: here it sends, and does not ask for another code. */
const enterSends = html`<button class="enter" type="submit" tabindex="-1" aria-hidden="true"></button>`;

/** Attributes of a field: where the fault lies the cursor goes, and a screen reader reads the fault with it. */
const faulty = ({ fault }: Form, field: keyof Draft, hint: string): Html =>
  fault?.field === field
    ? html` aria-invalid="true" aria-describedby="fault ${hint}" autofocus`
    : html` aria-describedby="${hint}"`;

const saidAt = ({ fault }: Form, field: keyof Draft): Html | false =>
  fault?.field === field && html`<p class="wrong" id="fault">${fault.message}</p>`;

const choiceField = (form: Form): Html => {
  const wrong = form.fault?.field === 'choice';
  const choices = choicesOf(form.approval).filter(
    ({ choice }) => choice !== 'delegate' || form.delegates.length > 0,
  );
  return html`<fieldset${wrong && html` aria-describedby="fault"`}><legend>Your decision</legend>${saidAt(form, 'choice')}${choices.map(
    ({ choice, label }, position) =>
      html`<label class="choice"><input type="radio" name="choice" value="${choice}"${form.draft.choice === choice && html` checked`}${wrong && position === 0 && html` autofocus`}> ${label}</label>${belongingTo(choice, form)}`,
  )}</fieldset>`;
};

/** What only one of the choices asks for, right under it. */
const belongingTo = (choice: Choice, form: Form): Html | false => {
  if (choice === 'delegate') return delegateField(form);
  if (choice === 'approve_in_part') return amountField(form);
  return choice === 'reject' && reasonField(form);
};

const options = (chosen: string, choices: { value: string; label: string }[]): Html =>
  html`<option value="">Please choose</option>${choices.map(
    ({ value, label }) =>
      html`<option value="${value}"${chosen === value && html` selected`}>${label}</option>`,
  )}`;

const delegateField = (form: Form): Html =>
  html`<div class="more for-delegate"><label for="delegateId">Delegate to</label><p class="hint" id="delegateHint">They get a link of their own, and decide in your place.</p>${saidAt(form, 'delegateId')}
<select id="delegateId" name="delegateId"${faulty(form, 'delegateId', 'delegateHint')}>${options(
    form.draft.delegateId,
    form.delegates.map(({ id, name }) => ({ value: id, label: name })),
  )}</select></div>`;

const amountField = (form: Form): Html | false => {
  const asked = form.approval.approvedAmount ?? form.approval.ask.amount;
  return (
    asked !== null &&
    html`<div class="more for-part"><label for="amount">Amount to approve (${asked.currency})</label><p class="hint" id="amountHint">At most <span lang="${form.asked.locale}">${formatMoney(asked, form.asked.locale)}</span>.</p>${saidAt(form, 'amount')}
<input type="text" inputmode="decimal" autocomplete="off" id="amount" name="amount" value="${form.draft.amount}"${faulty(form, 'amount', 'amountHint')}></div>`
  );
};

const reasonField = (form: Form): Html | false => {
  const { reasons, requestedBy } = form.approval.ask;
  return (
    reasons.length > 0 &&
    html`<div class="more for-reject"><label for="reason">Reason</label><p class="hint" id="reasonHint"><bdi>${requestedBy}</bdi> is told this reason.</p>${saidAt(form, 'reason')}
<select id="reason" name="reason"${faulty(form, 'reason', 'reasonHint')}>${options(
      form.draft.reason,
      reasons.map(({ code, label }) => ({ value: code, label })),
    )}</select></div>`
  );
};

const commentField = (form: Form): Html => {
  const { act, requestedBy } = form.approval.ask;
  const hint =
    act === 'accept'
      ? html`Optional. Only your own organisation sees it, not <bdi>${requestedBy}</bdi>.`
      : html`Optional, unless you return it for changes: then say what should change. <bdi>${requestedBy}</bdi> can read it.`;
  return html`<div class="field"><label for="comment">Comment</label><p class="hint" id="commentHint">${hint}</p>${saidAt(form, 'comment')}
<textarea id="comment" name="comment" rows="4" maxlength="2000" dir="auto"${faulty(form, 'comment', 'commentHint')}>${form.draft.comment}</textarea></div>`;
};

const codeField = (form: Form): Html | false => {
  const { notice } = form;
  return (
    form.approval.ask.oneTimeCode &&
    html`<div class="field"><label for="code">One-time code</label><p class="hint" id="codeHint">Six digits that we mail to you, to be sure that it is you. Good for ten minutes.</p>${notice && html`<p class="note" role="status">${notice}</p>`}${saidAt(form, 'code')}
<input type="text" inputmode="numeric" autocomplete="one-time-code" id="code" name="code" value="${form.draft.code}"${faulty(form, 'code', 'codeHint')}${notice && html` autofocus`}>
<button class="second" type="submit" name="sendCode" value="yes">Mail me a code</button></div>`
  );
};
