/**
 * What AWS documents, as data: a given, the outcome, and where it is said. The runner must agree with every case;
 * where it does not, the difference stands in differences.ts, with a case of its own.
 */
import { describe, expect, test } from '@jest/globals';

export interface Case<Given, Outcome> {
  name: string;
  /** Where AWS, or a public record of what AWS answers, says so. */
  source: string;
  given: Given;
  outcome: Outcome;
}

/** Cases that one page says. */
export const from = <Given, Outcome>(
  source: string,
  rows: readonly (readonly [name: string, given: Given, outcome: Outcome])[],
): Case<Given, Outcome>[] => rows.map(([name, given, outcome]) => ({ name, source, given, outcome }));

/** Cases whose given is short enough to be the name. */
export const ofText = <Outcome>(
  source: string,
  rows: readonly (readonly [given: string, outcome: Outcome])[],
): Case<string, Outcome>[] => rows.map(([given, outcome]) => ({ name: given, source, given, outcome }));

const pages =
  /^https:\/\/(?:docs\.aws\.amazon\.com|states-language\.net|docs\.jsonata\.org|github\.com\/(?:aws|localstack))\//;

/** Of what was found, the fields that the case speaks of. */
const fieldsOf = (found: object, outcome: object): object =>
  Object.fromEntries(Object.keys(outcome).map((field) => [field, found[field as keyof object]]));

/**
 * Runs the runner over a table. `outcomeOf` gives what the runner makes of a given; an outcome that is an object may
 * leave fields out where `partly` is set.
 */
export const conforms = <Given, Outcome>(
  area: string,
  cases: readonly Case<Given, Outcome>[],
  outcomeOf: (given: Given) => unknown,
  { partly = false }: { partly?: boolean } = {},
): void => {
  describe(area, () => {
    test.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, { given, outcome }) => {
      const found = await outcomeOf(given);
      expect(partly ? fieldsOf(found as object, outcome as object) : found).toEqual(outcome);
    });
    test('each case has a name of its own and says its source', () => {
      expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
      expect(cases.filter(({ source }) => !pages.test(source))).toEqual([]);
    });
  });
};
