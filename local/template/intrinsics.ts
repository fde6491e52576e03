/**
 * CloudFormation's intrinsic functions over plain JSON.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */

import type { Properties } from '../parts.ts';

/** What a template's functions may ask of the stack around them. */
export interface Surroundings {
  /** @throws Error naming what is not there. */
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  mapped(map: string, key: string, second: string): unknown;
  imported(exportName: string): unknown;
  condition(name: string): boolean;
  /** Puts local addresses in the place of those that AWS would have given. */
  localise(text: string): string;
}

/** Stands for `AWS::NoValue`: the property or the list entry is left out. */
export const noValue = Symbol('AWS::NoValue');

// biome-ignore lint/suspicious/noExplicitAny: each function reads its own shape of argument
type Give = (argument: any, around: Surroundings) => unknown;

const functions: Record<string, Give> = {
  Ref: (name, around) => around.ref(String(name)),
  'Fn::GetAtt': (argument, around) => {
    const [logicalId, ...path] = Array.isArray(argument) ? argument : String(argument).split('.');
    return around.attribute(String(logicalId), String(resolve(path.join('.'), around)));
  },
  'Fn::Sub': (argument, around) => substitute(argument, around),
  'Fn::Join': ([separator, parts], around) =>
    around.localise(list(parts, around, 'Fn::Join').map(text).join(String(separator))),
  'Fn::Select': ([index, items], around) => {
    const among = list(items, around, 'Fn::Select');
    const at = Number(resolve(index, around));
    if (!(at in among)) throw new Error(`Fn::Select asks for entry ${at} of a list of ${among.length}`);
    return among[at];
  },
  'Fn::Split': ([separator, whole], around) => text(resolve(whole, around)).split(String(separator)),
  'Fn::If': ([name, yes, no], around) => resolve(around.condition(String(name)) ? yes : no, around),
  'Fn::FindInMap': ([map, key, second], around) =>
    around.mapped(
      String(resolve(map, around)),
      String(resolve(key, around)),
      String(resolve(second, around)),
    ),
  'Fn::ImportValue': (name, around) => around.imported(text(resolve(name, around))),
  'Fn::Base64': (value, around) => Buffer.from(text(resolve(value, around))).toString('base64'),
  'Fn::GetAZs': (region, around) => {
    const of = text(resolve(region, around)) || text(around.ref('AWS::Region'));
    return ['a', 'b', 'c'].map((zone) => of + zone);
  },
  'Fn::Length': (items, around) => list(items, around, 'Fn::Length').length,
  'Fn::ToJsonString': (value, around) => JSON.stringify(resolve(value, around)),
  'Fn::Equals': (sides, around) => holds({ 'Fn::Equals': sides }, around),
  'Fn::And': (parts, around) => holds({ 'Fn::And': parts }, around),
  'Fn::Or': (parts, around) => holds({ 'Fn::Or': parts }, around),
  'Fn::Not': (parts, around) => holds({ 'Fn::Not': parts }, around),
};

/** The value without any function in it. @throws Error naming the reference or function that does not resolve. */
export function resolve(value: unknown, around: Surroundings): unknown {
  if (typeof value === 'string') return around.localise(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((entry) => resolve(entry, around)).filter((entry) => entry !== noValue);
  }
  const keys = Object.keys(value);
  const only = keys.length === 1 ? (keys[0] as string) : '';
  const give = functions[only];
  if (give) return give((value as Record<string, unknown>)[only], around);
  if (only.startsWith('Fn::')) throw new Error(`the function ${only} is not known to the local runner`);
  const entries = Object.entries(value).map(([key, entry]) => [key, resolve(entry, around)] as const);
  return Object.fromEntries(entries.filter(([, entry]) => entry !== noValue));
}

/** The truth of a condition, which may name others. */
export function holds(condition: unknown, around: Surroundings): boolean {
  if (typeof condition === 'boolean') return condition;
  const [[name, argument] = ['', undefined]] = Object.entries(condition as Properties);
  switch (name) {
    case 'Condition':
      return around.condition(String(argument));
    case 'Fn::Equals':
      return JSON.stringify(resolve(argument[0], around)) === JSON.stringify(resolve(argument[1], around));
    case 'Fn::And':
      return argument.every((part: unknown) => holds(part, around));
    case 'Fn::Or':
      return argument.some((part: unknown) => holds(part, around));
    case 'Fn::Not':
      return !holds(argument[0], around);
    default:
      throw new Error(`a condition uses ${name || 'nothing'}, which is not known to the local runner`);
  }
}

function substitute(argument: string | [string, Record<string, unknown>], around: Surroundings): string {
  const [template, own] = Array.isArray(argument) ? argument : [argument, {}];
  const filled = template.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in own) return text(resolve(own[name], around));
    const dot = name.indexOf('.');
    return text(dot < 0 ? around.ref(name) : around.attribute(name.slice(0, dot), name.slice(dot + 1)));
  });
  return around.localise(filled);
}

function list(value: unknown, around: Surroundings, asker: string): unknown[] {
  const items = resolve(value, around);
  if (Array.isArray(items)) return items;
  throw new Error(`${asker} needs a list and was given ${JSON.stringify(items)}`);
}

const text = (value: unknown): string =>
  value === noValue || value === undefined || value === null ? '' : String(value);
