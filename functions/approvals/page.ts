import { createHash } from 'node:crypto';
import { type Html, html } from '../platform/html.ts';
import type { HttpAnswer } from '../platform/http/problem.ts';
import type { Approval, Asked } from './approval.ts';
import { choicesOf, deadline, factText } from './wording.ts';

/** What the reader typed, so that nothing is lost when something is missing. */
export interface Draft {
  choice: string;
  comment: string;
  reason: string;
  delegateId: string;
  amount: string;
  code: string;
}
export const emptyDraft: Draft = {
  choice: '',
  comment: '',
  reason: '',
  delegateId: '',
  amount: '',
  code: '',
};

const style = `:root{color-scheme:light dark;--ink:#1f2328;--soft:#57606a;--paper:#fff;--ground:#f3f5f7;--line:#8c959f;--accent:#0b5cad;--bad:#a40e26;--badground:#ffebe9}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9ea7b3;--paper:#161b22;--ground:#0d1117;--line:#6e7681;--accent:#6cb2ff;--bad:#ff9492;--badground:#3c1618}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
main{max-width:40rem;margin:0 auto;padding:1.25rem;background:var(--paper);overflow-wrap:anywhere}@media(min-width:42rem){main{margin:2.5rem auto;padding:2rem 2.5rem;border-radius:.75rem}}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 1rem}.soft{color:var(--soft);margin:0}dl{margin:1.25rem 0;display:grid;gap:.75rem}dt{color:var(--soft);font-size:.875rem}dd{margin:0;white-space:pre-line}
@media(min-width:30rem){dl{grid-template-columns:minmax(8rem,auto) 1fr;gap:.5rem 1.25rem}}
fieldset{border:0;padding:0;margin:1.5rem 0 0}legend{padding:0;font-weight:600;margin-bottom:.5rem}label.choice{display:flex;gap:.75rem;align-items:center;padding:.75rem;border:1px solid var(--line);border-radius:.5rem;margin:.5rem 0;cursor:pointer}label.choice:has(:checked){border-color:var(--accent);outline:1px solid var(--accent)}
input[type=radio]{width:1.25rem;height:1.25rem;margin:0;accent-color:var(--accent);flex:none}.field{margin:1.25rem 0}.field label{display:block;font-weight:600}.hint{color:var(--soft);font-size:.875rem;margin:.125rem 0 .375rem}
textarea,select,input[type=text]{width:100%;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:.5rem;padding:.625rem .75rem}textarea{min-height:6rem}
button{font:inherit;font-weight:600;padding:.75rem 1.5rem;border-radius:.5rem;border:1px solid var(--accent);background:var(--accent);color:var(--paper);cursor:pointer;width:100%}button.second{background:transparent;color:var(--accent)}@media(min-width:30rem){button{width:auto}}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}.bad{background:var(--badground);color:var(--bad);border-radius:.5rem;padding:.75rem 1rem;margin:1rem 0}.bad p{margin:0}footer{color:var(--soft);font-size:.875rem;margin-top:2rem}`;

const styleHash = createHash('sha256').update(style).digest('base64');
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** A whole page, with headers that let it run nothing, be framed by nobody and be kept nowhere. */
export const page = (status: number, title: string, content: Html): HttpAnswer => ({
  statusCode: status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex',
  },
  body: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${html`${title}`.text}</title><style>${style}</style></head><body><main>${content.text}</main></body></html>`,
});

/** A page that only says something. */
export const saying = (status: number, title: string, ...lines: string[]): HttpAnswer =>
  page(status, title, html`<h1>${title}</h1>${lines.map((line) => html`<p>${line}</p>`)}`);

export interface Form {
  approval: Approval;
  asked: Asked;
  delegates: { id: string; name: string }[];
  draft: Draft;
  fault?: { field: keyof Draft; message: string } | undefined;
  notice?: string | undefined;
}

/** The question, and the form that answers it. Nothing is preselected: a robot that sends it as it is decides nothing. */
export const formPage = (form: Form, status = 200): HttpAnswer => {
  const { approval, asked, fault, notice } = form;
  const { ask } = approval;
  return page(
    status,
    `${ask.headline}: ${ask.title}`,
    html`<p class="soft">${ask.headline}</p><h1>${ask.title}</h1>
${asked.delegatorName && html`<p>You decide in place of ${asked.delegatorName}.</p>`}
<p>${ask.requestedBy} asks for your decision by <strong>${deadline(approval, asked)}</strong>.</p>
<dl>${ask.facts.map((fact) => html`<dt>${fact.label}</dt><dd>${factText(fact, asked)}</dd>`)}</dl>
${fault && html`<div class="bad" role="alert" id="fault"><p>${fault.message}</p></div>`}
${notice && html`<p role="status"><strong>${notice}</strong></p>`}
<form method="post">${choiceField(form)}${delegateField(form)}${amountField(form)}${reasonField(form)}${commentField(form)}${codeField(form)}
<p><button type="submit">Send decision</button></p></form>
<footer>This page is for ${asked.name} alone. Opening it decides nothing.</footer>`,
  );
};

const faulty = ({ fault }: Form, field: keyof Draft): Html | false =>
  fault?.field === field && html` aria-invalid="true" aria-describedby="fault"`;

const choiceField = (form: Form): Html =>
  html`<fieldset${faulty(form, 'choice')}><legend>Your decision</legend>${choicesOf(form.approval)
    .filter(({ choice }) => choice !== 'delegate' || form.delegates.length > 0)
    .map(
      ({ choice, label }) =>
        html`<label class="choice"><input type="radio" name="choice" value="${choice}"${form.draft.choice === choice && html` checked`}> ${label}</label>`,
    )}</fieldset>`;

const delegateField = (form: Form): Html | false =>
  form.delegates.length > 0 &&
  html`<div class="field"><label for="delegateId">Delegate to</label><p class="hint" id="delegateHint">Only if you choose to delegate: that person gets a link of their own.</p>
<select id="delegateId" name="delegateId"${faulty(form, 'delegateId')}><option value=""></option>${form.delegates.map(
    ({ id, name }) =>
      html`<option value="${id}"${form.draft.delegateId === id && html` selected`}>${name}</option>`,
  )}</select></div>`;

const amountField = (form: Form): Html | false =>
  form.approval.ask.act === 'approve' &&
  form.approval.ask.amount !== null &&
  html`<div class="field"><label for="amount">Amount to approve (${form.approval.ask.amount.currency})</label><p class="hint">Only if you approve in part.</p>
<input type="text" inputmode="decimal" autocomplete="off" id="amount" name="amount" value="${form.draft.amount}"${faulty(form, 'amount')}></div>`;

const reasonField = (form: Form): Html | false => {
  const { act, reasons } = form.approval.ask;
  return (
    reasons.length > 0 &&
    html`<div class="field"><label for="reason">Reason</label><p class="hint">Only if you ${act === 'accept' ? 'decline' : 'reject'}: ${form.approval.ask.requestedBy} is told this reason.</p>
<select id="reason" name="reason"${faulty(form, 'reason')}><option value=""></option>${reasons.map(
      ({ code, label }) =>
        html`<option value="${code}"${form.draft.reason === code && html` selected`}>${label}</option>`,
    )}</select></div>`
  );
};

const commentField = (form: Form): Html =>
  html`<div class="field"><label for="comment">Comment</label><textarea id="comment" name="comment" maxlength="2000"${faulty(form, 'comment')}>${form.draft.comment}</textarea></div>`;

const codeField = (form: Form): Html | false =>
  form.approval.ask.oneTimeCode &&
  html`<div class="field"><label for="code">One-time code</label><p class="hint">Six digits that we mail to you. They are good for ten minutes.</p>
<input type="text" inputmode="numeric" autocomplete="one-time-code" id="code" name="code" value="${form.draft.code}"${faulty(form, 'code')}></div>
<p><button class="second" type="submit" name="sendCode" value="yes">Mail me a code</button></p>`;
