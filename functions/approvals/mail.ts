import { html } from '../platform/html.ts';
import type { Mail } from '../platform/mail.ts';
import type { Approval, Asked } from './approval.ts';
import { deadline, factText } from './wording.ts';

const subjectOf = (approval: Approval, reminder: boolean): string =>
  `${reminder ? 'Reminder: ' : ''}${approval.ask.headline}: ${approval.ask.title}`;

/** Further lines of a fact stand in from the margin: what a sender wrote cannot pass for a line of ours. */
const within = (value: string): string => value.replaceAll(/\r\n|[\n\r\u2028\u2029]/g, '\n    ');

const inPlace = (asked: Asked): string =>
  asked.delegatorName ? `You are asked in place of ${asked.delegatorName}. ` : '';

/** The mail that asks for a decision, or reminds of it: one link, in text and HTML. */
export const requestMail = (approval: Approval, asked: Asked, link: string, reminder: boolean): Mail => {
  const { ask } = approval;
  const until = deadline(approval, asked);
  const facts = ask.facts.map((fact) => ({ label: fact.label, value: factText(fact, asked) }));
  const intro = `${inPlace(asked)}${ask.requestedBy} asks for your decision by ${until}.`;
  const text = [
    `Hello ${asked.name},`,
    `${reminder ? 'this still waits for you. ' : ''}${intro}`,
    `${ask.headline}\n${ask.title}`,
    facts.map(({ label, value }) => `${label}: ${within(value)}`).join('\n'),
    `Look at it and decide:\n${link}`,
    'Opening the link decides nothing. It is meant for you alone: please do not forward this mail, choose "Delegate" on the page instead.',
  ].join('\n\n');
  return {
    to: asked.email,
    subject: subjectOf(approval, reminder),
    text,
    html: requestHtml(approval, asked, link, reminder, intro, facts),
  };
};

const requestHtml = (
  approval: Approval,
  asked: Asked,
  link: string,
  reminder: boolean,
  intro: string,
  facts: { label: string; value: string }[],
): string =>
  frame(
    approval.ask.headline,
    html`<p style="margin:0 0 16px">Hello ${asked.name},</p>
<p style="margin:0 0 24px">${reminder && 'this still waits for you. '}${intro}</p>
<p style="margin:0;color:#57606a;font-size:14px">${approval.ask.headline}</p>
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${approval.ask.title}</h1>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 24px;width:100%">${facts.map(
      ({ label, value }) =>
        html`<tr><td style="padding:6px 16px 6px 0;color:#57606a;vertical-align:top;white-space:nowrap">${label}</td><td style="padding:6px 0;width:100%">${value}</td></tr>`,
    )}</table>
<p style="margin:0 0 24px"><a href="${link}" style="display:inline-block;padding:12px 24px;border-radius:6px;background:#0b5cad;color:#ffffff;text-decoration:none;font-weight:600">Look at it and decide</a></p>
<p style="margin:0;color:#57606a;font-size:14px">Opening the link decides nothing. It is meant for you alone: please do not forward this mail, choose “Delegate” on the page instead.</p>`,
  );

/** The mail with a one-time code. */
export const codeMail = (approval: Approval, asked: Asked, code: string, minutes: number): Mail => {
  const line = `Your code for “${approval.ask.title}” is ${code}. It is good for ${minutes} minutes. If you did not ask for it, do nothing.`;
  return {
    to: asked.email,
    subject: 'Your one-time code',
    text: `Hello ${asked.name},\n\n${line}`,
    html: frame(
      'Your one-time code',
      html`<p style="margin:0 0 16px">Hello ${asked.name},</p>
<p style="margin:0 0 16px">Your code for “${approval.ask.title}” is</p>
<p style="margin:0 0 16px;font-size:28px;letter-spacing:4px;font-weight:600">${code}</p>
<p style="margin:0;color:#57606a;font-size:14px">It is good for ${minutes} minutes. If you did not ask for it, do nothing.</p>`,
    ),
  };
};

/** The mail that tells the operator of a decision that nobody can make: it must not stick unseen. */
export const nobodyMail = (approval: Approval, operator: string): Mail => {
  const line = `Approval ${approval.id} (${approval.kind}, ${approval.subject.id}) of ${approval.organizationId} waits for a decision that no member may make: nobody holds the roles it asks for, or four eyes bar them all. It will expire unless the organisation names an approver, or decides over the API.`;
  return {
    to: operator,
    subject: `Nobody can decide ${approval.id}`,
    text: line,
    html: frame('Nobody can decide', html`<p style="margin:0">${line}</p>`),
  };
};

const frame = (title: string, content: ReturnType<typeof html>): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body style="margin:0;padding:24px 12px;background:#f3f5f7;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:#1f2328">
<table role="presentation" cellpadding="0" cellspacing="0" align="center" style="max-width:560px;width:100%;background:#ffffff;border-radius:8px"><tr><td style="padding:28px 28px 24px">
${content}
</td></tr></table>
<p style="max-width:560px;margin:16px auto 0;color:#57606a;font-size:12px;text-align:center">Sent by Cosell</p>
</body></html>`.text;
