import { type Html, html } from '../platform/html.ts';
import type { HttpAnswer } from '../platform/http/problem.ts';
import type { Approval, Asked, Fact } from './approval.ts';
import { formFields } from './page-fields.ts';
import { contentSecurityPolicy, style } from './style.ts';
import { deadline, factText } from './wording.ts';

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

const mark = html`<svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="12" cy="16" r="9" fill="#0b7a67"/><circle cx="20" cy="16" r="9" fill="#f2a33a" fill-opacity=".85"/></svg>`;

/** A whole page, with headers that let it run nothing, be framed by nobody and be kept nowhere. */
export const page = (status: number, title: string, main: Html, footer?: Html): HttpAnswer => ({
  statusCode: status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex',
  },
  body: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${html`${title}`.text}</title><style>${style}</style></head><body>${html`<header>${mark} Cosell</header>${main}${footer && html`<footer>${footer}</footer>`}`.text}</body></html>`,
});

const signs = {
  good: html`<svg class="good" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"><path d="m4 12.5 5.5 5.5L20 7"/></svg>`,
  over: html`<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"><circle cx="12" cy="12" r="10"/><path d="M12 6.5V12l3.5 2.5"/></svg>`,
  wrong: html`<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"><path d="M12 3v11M12 20v.5"/></svg>`,
};

/** A page that only says something, under a sign that says how it went. */
export const saying = (
  sign: keyof typeof signs,
  status: number,
  title: string,
  ...lines: string[]
): HttpAnswer =>
  page(
    status,
    title,
    html`<main class="after">${signs[sign]}<h1>${title}</h1>${lines.map((line) => html`<p>${line}</p>`)}</main>`,
  );

export interface Form {
  /** Of the reader's own link: what is attached is opened by it too. */
  token: string;
  approval: Approval;
  asked: Asked;
  delegates: { id: string; name: string }[];
  draft: Draft;
  fault?: { field: keyof Draft; message: string } | undefined;
  notice?: string | undefined;
}

/** Said in the reader's own locale, and so marked with its language. */
const factLine = (fact: Fact, { asked, token }: Form): Html => {
  if ('attachment' in fact)
    return html`<div><dt>${fact.label}</dt><dd dir="auto"><a href="${token}/proof/${fact.attachment.id}">${fact.attachment.fileName}</a></dd></div>`;
  const own = 'text' in fact ? html` dir="auto"` : html` lang="${asked.locale}"`;
  return html`<div><dt>${fact.label}</dt><dd${own}${'money' in fact && html` class="sum"`}>${factText(fact, asked)}</dd></div>`;
};

/** The question, and the form that answers it. Nothing is preselected: a robot that sends it as it is decides nothing. */
export const formPage = (form: Form, status = 200): HttpAnswer => {
  const { approval, asked, fault } = form;
  const { ask } = approval;
  return page(
    status,
    `${fault ? 'Not sent yet: ' : ''}${ask.headline}: ${ask.title}`,
    html`<main>${fault && html`<div class="alert" role="alert"><strong>Nothing has been sent yet.</strong> ${fault.message}</div>`}
<p class="eyebrow" dir="auto">${ask.headline}</p><h1 dir="auto">${ask.title}</h1>
${asked.delegatorName && html`<p>You decide in place of ${asked.delegatorName}.</p>`}
<p><bdi>${ask.requestedBy}</bdi> asks for your decision by <strong lang="${asked.locale}">${deadline(approval, asked)}</strong>.</p>
${ask.facts.length > 0 && html`<dl class="facts">${ask.facts.map((fact) => factLine(fact, form))}</dl>`}
<form method="post">${formFields(form)}<button type="submit">Send decision</button></form></main>`,
    html`This page is for <bdi>${asked.name}</bdi> alone. Opening it decides nothing; only “Send decision” does. ${form.delegates.length > 0 && 'Please do not pass the link on: choose “Delegate” instead.'}`,
  );
};
