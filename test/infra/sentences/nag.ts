import { describe, expect, test } from '@jest/globals';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Exception, exceptions } from '../../../infra/exceptions.ts';
import type { Stack } from '../synthesised.ts';

export const nagSentences = ({ construct }: Stack): void => {
  const found = new AwsSolutionsChecks(construct.node.root)
    .validateScope(construct.node.root)
    .violations.flatMap(({ ruleName, violatingResources }) => {
      const [, rule = ruleName, finding = ''] = /^([^[]+)(?:\[(.*)\])?$/s.exec(ruleName) ?? [];
      return violatingResources.map(({ constructPath = '' }) => ({
        rule,
        finding,
        where: constructPath.slice(constructPath.indexOf('/') + 1),
      }));
    });
  const covers = (one: Exception, { rule, finding, where }: (typeof found)[number]): boolean =>
    one.rule === rule && one.where.test(where) && (one.finding ?? /^$/).test(finding);

  describe('the rules AwsSolutions of cdk-nag', () => {
    test('find nothing that is not accepted with a reason', () => {
      expect(found.filter((finding) => !exceptions.some((one) => covers(one, finding)))).toEqual([]);
    });
    test.each(exceptions.map((one) => [`${one.rule} ${one.finding ?? one.where}`, one] as const))(
      'are set aside only where they still find something: %s',
      (_, one) => {
        expect(found.filter((finding) => covers(one, finding)).length).toBeGreaterThan(0);
        expect(one.reason).toMatch(/^[A-Z].{30,}\.$/);
      },
    );
  });
};
