import { html } from '../platform/html.ts';
import type { Mail } from '../platform/mail.ts';
import type { Approval, Asked } from './approval.ts';
import type { Trouble } from './delivery.ts';
import { frame } from './mail-frame.ts';
import { deadline, factText } from './wording.ts';

const subjectOf = (approval: Approval, reminder: boolean): string =>
  `${reminder ? 'Reminder: ' : ''}${approval.ask.headline}: ${approval.ask.title}`;

/** What both forms of the mail say. */
interface Said {
  greeting: string;
  before: string;
  until: string;
  facts: { label: string; value: string; own: boolean; proofId?: string }[];
}

const MOST_TEXT = 400;
/** Long texts begin here and are read on the page, so that the link stays within reach. */
const begun = (text: string): string =>
  text.length <= MOST_TEXT
    ? text
    : `${text
        .slice(0, MOST_TEXT)
        .toWellFormed()
        .replace(/\s+\S{0,30}$/, '')} … (all of it is on the page)`;

const saidTo = (approval: Approval, asked: Asked, reminder: boolean): Said => ({
  greeting: `Hello ${asked.name},`,
  before: [
    reminder && 'This still waits for you.',
    asked.delegatorName && `You are asked in place of ${asked.delegatorName}.`,
  ]
    .filter(Boolean)
    .join(' '),
  until: deadline(approval, asked),
  facts: approval.ask.facts.map((fact) => ({
    label: fact.label,
    value: begun(factText(fact, asked)),
    own: 'text' in fact || 'attachment' in fact,
    ...('attachment' in fact && { proofId: fact.attachment.id }),
  })),
});

const CLOSING =
  'Opening the link decides nothing. It is meant for you alone: please do not forward this mail, choose “Delegate” on the page instead.';

/** Further lines of what somebody wrote are set in, so that none of them can pass for a line of the mail itself. */
const setIn = (text: string): string => text.replaceAll(/\r\n|[\n\r\u0085\u2028\u2029]/g, '\n    ');

/** The mail that asks for a decision, or reminds of it: one link, in text and HTML. */
export const requestMail = (approval: Approval, asked: Asked, link: string, reminder: boolean): Mail => {
  const { ask } = approval;
  const said = saidTo(approval, asked, reminder);
  const text = [
    said.greeting,
    [said.before, `${ask.requestedBy} asks for your decision by ${said.until}.`].filter(Boolean).join(' '),
    `${ask.headline}\n${ask.title}`,
    said.facts
      .map(
        ({ label, value, proofId }) =>
          `${label}: ${setIn(value)}${proofId ? `\n    ${link}/proof/${proofId}` : ''}`,
      )
      .join('\n'),
    `Look at it and decide:\n${link}`,
    CLOSING,
  ];
  return {
    to: asked.email,
    subject: subjectOf(approval, reminder),
    text: text.filter((part) => part !== '').join('\n\n'),
    html: requestHtml(approval, asked, link, said),
  };
};

const requestHtml = ({ ask }: Approval, asked: Asked, link: string, said: Said): string => {
  const until = html`<strong lang="${asked.locale}">${said.until}</strong>`;
  return frame(
    ask.headline,
    `${ask.requestedBy} asks for your decision by ${said.until}.`,
    html`<p class="eyebrow" dir="auto" style="margin:0 0 4px;color:#08705e;font-size:15px;font-weight:600">${ask.headline}</p>
<h1 dir="auto" style="margin:0 0 20px;font-size:24px;line-height:1.25">${ask.title}</h1>
<p style="margin:0 0 12px">${said.greeting}</p>
<p style="margin:0 0 20px">${said.before && `${said.before} `}<bdi>${ask.requestedBy}</bdi> asks for your decision by ${until}.</p>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 28px">${said.facts.map(
      ({ label, value, own, proofId }) =>
        html`<tr><td class="rule" style="padding:10px 0;border-top:1px solid #dbe2e3"><span class="soft" style="color:#55626b;font-size:14px">${label}</span><div dir="${own ? 'auto' : 'ltr'}"${!own && html` lang="${asked.locale}"`} style="white-space:pre-line">${proofId ? html`<a href="${link}/proof/${proofId}" style="color:#08705e">${value}</a>` : value}</div></td></tr>`,
    )}</table>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 28px"><tr><td class="button" bgcolor="#08705e" style="border-radius:10px;background:#08705e"><a href="${link}" class="button" style="display:inline-block;padding:14px 28px;border-radius:10px;background:#08705e;color:#ffffff;text-decoration:none;font-weight:600">Look at it and decide</a></td></tr></table>
<p class="soft" style="margin:0;color:#55626b;font-size:14px">${CLOSING}</p>`,
  );
};

/** The mail with a one-time code. */
export const codeMail = (approval: Approval, asked: Asked, code: string, minutes: number): Mail => {
  const about = `Your code for “${approval.ask.title}” is`;
  const closing = `It is good for ${minutes} minutes. If you did not ask for it, do nothing, and give it to nobody.`;
  return {
    to: asked.email,
    subject: 'Your one-time code',
    text: `Hello ${asked.name},\n\n${about} ${code}. ${closing}`,
    html: frame(
      'Your one-time code',
      `Good for ${minutes} minutes.`,
      html`<h1 style="margin:0 0 16px;font-size:24px;line-height:1.25">Your one-time code</h1>
<p style="margin:0 0 12px">Hello ${asked.name},</p>
<p style="margin:0 0 20px">${about}</p>
<p class="code" style="margin:0 0 24px;padding:16px;border-radius:10px;background:#e6f3f0;text-align:center;font-size:32px;line-height:1.2;letter-spacing:6px;font-weight:600">${code}</p>
<p class="soft" style="margin:0;color:#55626b;font-size:14px">${closing}</p>`,
    ),
  };
};

/** What the operator is told, by what keeps the decision from being made. */
const troubles: Record<Trouble['code'], { subject: string; title: string; why: string; remedy: string }> = {
  nobody_may_decide: {
    subject: 'Nobody can decide',
    title: 'Nobody can decide this approval',
    why: 'waits for a decision that no member may make: nobody holds the roles it asks for, or four eyes bar them all.',
    remedy: 'It will expire unless the organisation names an approver, or decides over the API.',
  },
  nobody_reached: {
    subject: 'Nobody is reached for',
    title: 'No mail reaches anybody who may decide this approval',
    why: 'waits for a decision, and no mail reaches any of those who may make it: the mails bounced, were refused or were marked as spam.',
    remedy:
      'It will expire unless the organisation mends an address of its members, or decides over the API. The approval says who was mailed, and what became of it.',
  },
  asking_failed: {
    subject: 'Asking fails for',
    title: 'The mails of this approval cannot be sent',
    why: 'waits for a decision, and for over an hour its mails could not be sent.',
    remedy:
      'They are tried again until its deadline. Look at the mail service, and at the log of the approvals.',
  },
};

/** The mail that tells the operator of a decision that does not come about by itself: it must not stick unseen. */
export const troubleMail = (approval: Approval, code: Trouble['code'], operator: string): Mail => {
  const { subject, title, why, remedy } = troubles[code];
  const line = `Approval ${approval.id} (${approval.kind}, ${approval.subject.id}) of ${approval.organizationId} ${why} ${remedy}`;
  return {
    to: operator,
    subject: `${subject} ${approval.id}`,
    text: line,
    html: frame(
      subject,
      'An approval waits, and needs you.',
      html`<h1 style="margin:0 0 16px;font-size:24px;line-height:1.25">${title}</h1>
<p style="margin:0">${line}</p>`,
    ),
  };
};
