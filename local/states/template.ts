/** Fields of a definition filled in: JSON in which any string may be an expression. */
import { type Bindings, type Expressions, inner, isExpression, UnsupportedResult } from './expression.ts';
import { queryFailure } from './failure.ts';

/** Fills a field's value. @throws Failure States.QueryEvaluationError, also where an expression selects nothing. */
export async function fill(
  expressions: Expressions,
  template: unknown,
  bindings: Bindings,
  field: string,
): Promise<unknown> {
  if (typeof template === 'string') {
    return isExpression(template) ? evaluate(expressions, template, bindings, field) : template;
  }
  if (Array.isArray(template)) {
    const filled: unknown[] = [];
    for (const [index, part] of template.entries()) {
      filled.push(await fill(expressions, part, bindings, `${field}[${index}]`));
    }
    return filled;
  }
  if (template === null || typeof template !== 'object') return template;
  const filled: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(template)) {
    filled[name] = await fill(expressions, part, bindings, `${field}/${name}`);
  }
  return filled;
}

async function evaluate(
  expressions: Expressions,
  source: string,
  bindings: Bindings,
  field: string,
): Promise<unknown> {
  const said = `The JSONata expression '${inner(source)}' specified for the field '${field}'`;
  let value: unknown;
  try {
    const result = expressions.evaluate(source, bindings);
    value = result instanceof Promise ? await result : result;
  } catch (error) {
    if (error instanceof UnsupportedResult)
      throw queryFailure(field, `${said} returned an unsupported result type.`);
    const { code, message } = error as Error & { code?: string };
    const why = code === undefined ? message : `${code}: ${message}`;
    throw queryFailure(field, `${said} threw an error during evaluation. ${why}`);
  }
  if (value === undefined) throw queryFailure(field, `${said} returned nothing (undefined).`);
  return value;
}

const KINDS = {
  boolean: (value: unknown) => typeof value === 'boolean',
  string: (value: unknown) => typeof value === 'string',
  array: (value: unknown) => Array.isArray(value),
  number: (value: unknown) => typeof value === 'number',
  'non-negative integer': (value: unknown) => Number.isInteger(value) && (value as number) >= 0,
  'positive integer': (value: unknown) => Number.isInteger(value) && (value as number) > 0,
};

/** Fills a field whose value must be of a kind. @throws Failure States.QueryEvaluationError when it is not. */
export async function fillAs<T>(
  expressions: Expressions,
  template: unknown,
  bindings: Bindings,
  field: string,
  kind: keyof typeof KINDS,
): Promise<T> {
  const value = await fill(expressions, template, bindings, field);
  if (KINDS[kind](value)) return value as T;
  const got = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  throw queryFailure(
    field,
    `The JSONata expression '${inner(String(template))}' specified for the field '${field}' returned an unexpected result type. Expected '${kind}', but was '${got}' for value: ${JSON.stringify(value)}`,
  );
}
