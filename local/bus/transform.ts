/**
 * What a target receives of an event: all of it, a part, a constant, or a template filled with parts.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
import type { Properties } from '../parts.ts';

export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
}
export interface RuleIdentity {
  name: string;
  arn: string;
}

/** The target's input as JSON text. */
export function targetInput(
  target: Properties,
  event: BusEvent,
  rule: RuleIdentity,
  receivedAt: string,
): string {
  if (typeof target.Input === 'string') return target.Input;
  if (typeof target.InputPath === 'string') return JSON.stringify(valueAt(event, target.InputPath) ?? {});
  const transformer = target.InputTransformer;
  if (!transformer) return JSON.stringify(event);
  const { detail: _detail, ...envelope } = event;
  const variables: Record<string, unknown> = {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': receivedAt,
    'aws.events.event': envelope,
    'aws.events.event.json': event,
  };
  for (const [name, path] of Object.entries(transformer.InputPathsMap ?? {})) {
    variables[name] = valueAt(event, String(path));
  }
  const filled = fill(String(transformer.InputTemplate), variables);
  return isJson(filled) ? filled : JSON.stringify(filled);
}

/**
 * Puts the variables in. Outside quotes a variable becomes its JSON, inside quotes its text, so that quotes in a
 * value never break the whole. A path that found nothing leaves nothing (null where JSON needs a value).
 */
function fill(template: string, variables: Record<string, unknown>): string {
  const isObject = /^\s*[{[]/.test(template);
  const isString = /^\s*"/.test(template);
  let quoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/gs, (token, name?: string) => {
    if (token === '"') quoted = !quoted;
    if (name === undefined || !(name in variables)) return token;
    const value = variables[name];
    if (!isObject && !isString) return typeof value === 'string' ? value : JSON.stringify(value ?? '');
    if (!quoted) return JSON.stringify(value ?? null);
    const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}

/** The value at a path such as `$.detail.items[0].id` or `$.detail.items[*].id`; undefined where there is none. */
export function valueAt(event: unknown, path: string): unknown {
  const steps = [...path.replace(/^\$/, '').matchAll(/\.([^.[\]]+)|\[(\d+|\*)\]|\['([^']+)'\]/g)];
  const walk = (value: unknown, index: number): unknown => {
    const step = steps[index];
    if (!step || value === undefined || value === null) return value;
    const key = step[1] ?? step[2] ?? step[3] ?? '';
    if (key === '*') {
      const entries = Array.isArray(value) ? value : Object.values(value);
      return entries.map((entry) => walk(entry, index + 1));
    }
    return walk((value as Record<string, unknown>)[key], index + 1);
  };
  return walk(event, 0);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
