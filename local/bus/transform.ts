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

const predefined = ['rule-arn', 'rule-name', 'event.ingestion-time', 'event', 'event.json'].map(
  (name) => `aws.events.${name}`,
);
const placeholder = /<([\w.-]+)>/g;

/** @throws Error for an input that EventBridge would refuse when the target is put. */
export function checkInput(target: Properties): void {
  const { Id, InputTransformer: transformer } = target;
  const ways = ['Input', 'InputPath', 'InputTransformer'].filter((way) => target[way] !== undefined);
  if (ways.length > 1)
    throw new Error(`only one of Input, InputPath, or InputTransformer must be provided for target ${Id}`);
  const known = new Set([...predefined, ...Object.keys(transformer?.InputPathsMap ?? {})]);
  for (const [, name = ''] of String(transformer?.InputTemplate ?? '').matchAll(placeholder)) {
    if (!known.has(name))
      throw new Error(`InputTemplate for target ${Id} contains invalid placeholder ${name}`);
  }
}

/** The target's input as JSON text; undefined where a template of an object gives none: such an event is dropped. */
export function targetInput(
  target: Properties,
  event: BusEvent,
  rule: RuleIdentity,
  receivedAt: string,
): string | undefined {
  if (typeof target.Input === 'string') return target.Input;
  if (typeof target.InputPath === 'string') return JSON.stringify(valueAt(event, target.InputPath) ?? {});
  const transformer = target.InputTransformer;
  if (!transformer) return JSON.stringify(event);
  const { detail: _detail, 'detail-type': detailType, ...rest } = event;
  const variables: Record<string, unknown> = {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': receivedAt,
    'aws.events.event': { ...rest, detailType },
    'aws.events.event.json': event,
  };
  for (const [name, path] of Object.entries(transformer.InputPathsMap ?? {})) {
    variables[name] = valueAt(event, String(path));
  }
  const template = String(transformer.InputTemplate).trim();
  if (template.startsWith('"')) return fillText(template, variables);
  if (!/^[{[]/.test(template)) return JSON.stringify(template.replace(placeholder, plainly(variables)));
  const filled = fillObject(template, variables);
  return isJson(filled) ? filled : undefined;
}

/**
 * Outside quotes a variable becomes its JSON, inside quotes its text; a list or an object keeps its own quotes there,
 * and breaks the whole. A path that found nothing leaves an empty text.
 */
function fillObject(template: string, variables: Record<string, unknown>): string {
  let quoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/gs, (token, name?: string) => {
    if (token === '"') quoted = !quoted;
    if (name === undefined) return token;
    const json = JSON.stringify(variables[name] ?? '');
    return quoted && json.startsWith('"') ? json.slice(1, -1) : json;
  });
}

/** In quoted text, a list or an object loses its own quotes. */
function fillText(template: string, variables: Record<string, unknown>): string {
  return template.replace(placeholder, (_token, name: string) => {
    const value = variables[name] ?? '';
    const json = JSON.stringify(value);
    return typeof value === 'string' ? json.slice(1, -1) : json.replaceAll('"', '');
  });
}

const plainly = (variables: Record<string, unknown>) => (_token: string, name: string) => {
  const value = variables[name] ?? '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

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
