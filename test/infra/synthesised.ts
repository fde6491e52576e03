import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CosellStack, type Declarations } from '../../infra/cosell-stack.ts';
import type { Stage } from '../../infra/stage.ts';

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
}
export interface Stack {
  construct: CosellStack;
  template: { Resources: Record<string, Resource> };
  /** Resources of a type, by logical id: `AWS::Lambda::Function`. */
  of: (type: string) => [string, Resource][];
  one: (type: string) => Resource;
  /** Logical id of what an Fn::GetAtt, or a Ref, names. */
  named: (value: unknown) => string;
}

/** The stack of a stage, synthesised in this process; bundling takes some seconds, so once. */
export const synthesised = (stage: Stage, declarations?: Declarations): Stack => {
  const outdir = mkdtempSync(join(tmpdir(), 'cosell-synth-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    const stack = new CosellStack(app, `Cosell-${stage.name}`, stage, {}, declarations);
    const template = Template.fromStack(stack).toJSON() as Stack['template'];
    const of = (type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
    return {
      construct: stack,
      template,
      of,
      one: (type) => {
        const [first, ...more] = of(type);
        if (!first || more.length > 0) throw new Error(`there are ${more.length + (first ? 1 : 0)} ${type}`);
        return first[1];
      },
      named,
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

const named = (value: unknown): string => {
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return Ref ?? attribute?.[0] ?? '';
};

/** Text that CloudFormation will put together, with what it does not know yet as `<Logical.Attribute>`. */
export const joined = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const {
    'Fn::Join': join,
    'Fn::GetAtt': attribute,
    Ref,
  } = value as {
    'Fn::Join'?: [string, unknown[]];
    'Fn::GetAtt'?: string[];
    Ref?: string;
  };
  if (join) return join[1].map(joined).join(join[0]);
  return `<${attribute?.join('.') ?? Ref}>`;
};
