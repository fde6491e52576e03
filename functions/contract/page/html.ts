import { Html, html } from '../../platform/html.ts';

export { Html, html };

/** A text of ours as markup, its special characters escaped. */
export const escaped = (text: string): string => html`${text}`.text;

/** A text of ours with `code` marks, on one line. */
export const words = (text: string): Html => new Html(escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>'));

/** A text of ours with `code` marks, a paragraph a blank line. */
export const paragraphs = (text: string): Html =>
  html`${text.split(/\n{2,}/).map((paragraph) => html`<p>${words(paragraph)}</p>`)}`;

/** A path that breaks before a slash where the line is too short for it. */
export const pathMark = (path: string): Html =>
  new Html(`<code>${escaped(path).replace(/(?<=.)\//g, '<wbr>/')}</code>`);

/** `account-plans` -> `Account plans`. */
export const titled = (name: string): string => {
  const spaced = name.replaceAll(/[-_]/g, ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};
