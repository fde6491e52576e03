import { describe, expect, test } from '@jest/globals';
import type { Stack } from '../synthesised.ts';

/**
 * What CloudFormation and the services take, and how far we go towards it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MOST = {
  resources: { ours: 420, theirs: 500 },
  templateBytes: { ours: 700_000, theirs: 1_000_000 },
  routes: { ours: 250, theirs: 300 },
  rolePolicyBytes: { ours: 8_000, theirs: 10_240 },
  functionPolicyBytes: { ours: 15_000, theirs: 20_480 },
  environmentBytes: { ours: 3_000, theirs: 4_096 },
  outputs: { ours: 100, theirs: 200 },
} as const;

/** What to do before a limit is met: the reader is somebody who has just added a process. */
const REMEDY = `Declare fewer routes a record, or let more of them share one (functions/platform/gateway.ts).
Then split: the routes and functions of some processes into a nested stack of their own. Decision 9 says what was weighed.`;

/** Of the text that CloudFormation will make of it: what it does not know yet is counted as an ARN. */
const bytesOf = (value: unknown): number =>
  JSON.stringify(value ?? '').replaceAll(/\{"(?:Ref|Fn::GetAtt)":[^}]*\}/g, 'x'.repeat(120)).length;
const most = (values: number[]): number => Math.max(0, ...values);

const measured = ({ of, template }: Stack): Record<keyof typeof MOST, number> => {
  const permissions = Map.groupBy(of('AWS::Lambda::Permission'), ([, { Properties }]) =>
    JSON.stringify(Properties.FunctionName),
  );
  return {
    resources: Object.keys(template.Resources).length,
    // As CDK writes it: indented.
    templateBytes: Buffer.byteLength(JSON.stringify(template, undefined, 1)),
    routes: of('AWS::ApiGatewayV2::Route').length,
    rolePolicyBytes: most(of('AWS::IAM::Role').map(([, { Properties }]) => bytesOf(Properties.Policies))),
    functionPolicyBytes: most([...permissions.values()].map(bytesOf)),
    environmentBytes: most(
      of('AWS::Lambda::Function').map(([, { Properties }]) => bytesOf(Properties.Environment)),
    ),
    outputs: Object.keys((template as { Outputs?: object }).Outputs ?? {}).length,
  };
};

export const limitSentences = (whose: string, stack: Stack): void => {
  const found = measured(stack);
  const figures = Object.entries(found).map(([what, value]) => `${what} ${value}`);
  describe(`${whose} keeps away from what AWS takes (${figures.join(', ')})`, () => {
    test.each(Object.entries(MOST))('%s: %j', (what, { ours }) => {
      const value = found[what as keyof typeof MOST];
      expect({ [what]: value, remedy: value > ours && REMEDY }).toEqual({ [what]: value, remedy: false });
    });
  });
};
