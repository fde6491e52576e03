/** Markup that is safe to send: made only by the `html` tag. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

type Value = Html | string | number | false | null | undefined | Value[];

const rendered = (value: Value): string => {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(rendered).join('');
  if (value === false || value === null || value === undefined) return '';
  return String(value).replaceAll(/[&<>"']/g, (character) => entities[character] as string);
};

/** Template tag: every value is escaped unless it is markup made by this tag itself; false, null and undefined leave nothing. */
export const html = (literals: TemplateStringsArray, ...values: Value[]): Html =>
  new Html(
    literals.reduce((text, literal, position) => `${text}${rendered(values[position - 1])}${literal}`),
  );
