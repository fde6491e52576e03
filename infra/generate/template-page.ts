import { catalogue } from '../../functions/contract/catalogue.ts';
import { workflows } from '../../workflows/catalogue.ts';
import { exceptions } from '../exceptions.ts';
import { reserveOf } from '../reserves.ts';
import { stages } from '../stage.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');
const row = (...cells: (string | number)[]): string =>
  `| ${cells.map((one) => cell(String(one))).join(' | ')} |`;
const table = (head: string[], rows: string[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows].join('\n');

const functionNames = (): string[] => [
  'authorizer',
  ...new Set(catalogue.map(({ process }) => process)),
  ...new Set(workflows.map(({ tasks }) => `${tasks}-tasks`)),
  'relay',
];

/** Functions that are given the same for the same reason stand in one line. */
const reserves = (): string => {
  const groups = Map.groupBy(functionNames(), (name) => JSON.stringify(reserveOf(name)));
  return table(
    ['Functions', 'Memory, MB', 'Time, s', 'Why'],
    [...groups.values()].map((names) => {
      const { memoryMegabytes, timeoutSeconds, why } = reserveOf(names[0] ?? '');
      return row(names.map((name) => `\`${name}\``).join(', '), memoryMegabytes, timeoutSeconds, why);
    }),
  );
};

const stageRows = (): string =>
  table(
    ['Stage', 'Outlives the stack', 'Logs, days', 'Instances kept for the relay'],
    Object.values(stages).map(({ name, keep, logDays, relayConcurrency }) =>
      row(
        `\`${name}\``,
        keep ? 'table, attachments, user pool, logs, archive' : 'nothing',
        logDays,
        relayConcurrency ?? 'none',
      ),
    ),
  );

const accepted = (): string =>
  table(
    ['Rule', 'What', 'Where', 'Why it stays'],
    exceptions.map(({ rule, finding, where, reason }) =>
      row(rule, finding ? `\`${finding.source}\`` : '', `\`${where.source}\``, reason),
    ),
  );

/** docs/template.md: what the functions are given, what a stage keeps, and the findings that stay. */
export const templatePage = (): string => `# The template

Generated from [reserves.ts](../infra/reserves.ts), [stage.ts](../infra/stage.ts) and [exceptions.ts](../infra/exceptions.ts).
What AWS takes at most, and how far the stack is from it: [decision 9](decisions/0009-fewer-routes-in-the-gateway.md), held by
[limits.ts](../test/infra/sentences/limits.ts).

## What a function is given

${reserves()}

Memory and time are chosen, not measured on Lambda. No function but the relay has instances of its own: the others share what the account
has, because instances kept for one are taken from all others, and Lambda wants 100 left over. The relay's keep mail and events going while requests rush in.

## What a stage keeps

${stageRows()}

What outlives the stack is left in the account when the stack is deleted, and has to be deleted by hand.

## Findings that stay

\`npm run verify:template\` runs cfn-lint on every stage's template. The infra tests run cdk-nag's AwsSolutions rules, and fail at a finding that is not in this table.

${accepted()}
`;
