/**
 * IAM's evaluation, as far as the stack's own policies go: Allow and Deny, wildcards, the condition operators that occur.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource?: string | string[];
  Principal?: string | Record<string, string | string[]>;
  Condition?: Record<string, Record<string, string | number | (string | number)[]>>;
  [element: string]: unknown;
}
/** What is asked: may this be done to that. `context` has the condition keys of the request. */
export interface Asked {
  action: string;
  resource: string;
  context?: Record<string, string>;
}

export const list = <Value>(value: Value | Value[] | undefined): Value[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** Whether a text fits a pattern with `*` and `?`. */
export const fits = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(text);
const fitsAction = (pattern: string, action: string): boolean =>
  fits(pattern.toLowerCase(), action.toLowerCase());

const operators: Record<string, (wanted: string, given: string) => boolean> = {
  StringEquals: (wanted, given) => wanted === given,
  StringLike: fits,
  ArnEquals: fits,
  ArnLike: fits,
  NumericLessThan: (wanted, given) => Number(given) < Number(wanted),
  Bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
};

/** Every operator and key must hold, each by any of its values; a key that the request lacks does not. */
const holds = (condition: Statement['Condition'], context: Record<string, string>): boolean =>
  Object.entries(condition ?? {}).every(([operator, keys]) => {
    const compare = operators[operator];
    if (!compare) throw new Error(`the condition operator ${operator} is not evaluated here`);
    return Object.entries(keys).every(([key, wanted]) => {
      const given = context[key];
      return given !== undefined && list(wanted).some((one) => compare(String(one), given));
    });
  });

/** Every request is made over TLS, of the oldest version that AWS itself still takes. */
const always = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.2' };

/** Whether a statement speaks of what is asked, whatever its effect. */
export const appliesTo = (statement: Statement, { action, resource, context }: Asked): boolean => {
  for (const element of ['NotAction', 'NotResource', 'NotPrincipal'])
    if (element in statement) throw new Error(`the element ${element} is not evaluated here`);
  return (
    list(statement.Action).some((pattern) => fitsAction(pattern, action)) &&
    list(statement.Resource).some((pattern) => fits(pattern, resource)) &&
    holds(statement.Condition, { ...always, ...context })
  );
};

/** Whether these statements together allow it: one that allows, and none that denies. */
export const allows = (statements: readonly Statement[], asked: Asked): boolean => {
  const speaking = statements.filter((statement) => appliesTo(statement, asked));
  return (
    speaking.some(({ Effect }) => Effect === 'Allow') && !speaking.some(({ Effect }) => Effect === 'Deny')
  );
};
