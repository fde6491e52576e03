import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import validate from 'asl-validator';
import { workflows } from '../../../workflows/catalogue.ts';
import { joined, type Resource, type Stack } from '../synthesised.ts';

interface State {
  Type: string;
  Resource?: string;
  Arguments?: { Payload?: Record<string, unknown> };
  TimeoutSeconds?: number | string;
  Retry?: { ErrorEquals: string[]; MaxAttempts?: number }[];
  Next?: string;
  End?: boolean;
  Default?: string;
}
interface Machine {
  StartAt: string;
  QueryLanguage: string;
  States: Record<string, State>;
}

const golden = (name: string): URL => new URL(`../../golden/${name}.asl.json`, import.meta.url);
const mend = process.env.COSELL_MEND_GOLDEN === 'yes';

/** The definition with names in the place of what CloudFormation will know: `ApprovalsTasksFunctionD9C875EA` is approvals-tasks. */
const definitionOf = ({ Properties }: Resource): Machine => {
  const kebab = (text: string) => text.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
  const text = joined(Properties.DefinitionString)
    .replaceAll('<AWS::Partition>', 'aws')
    .replaceAll(
      /<(\w+?)Function[0-9A-F]{8}\.Arn>/g,
      (_, name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${kebab(name)}`,
    )
    .replaceAll(
      /<(\w+?)workflowMachine[0-9A-F]{8}>/g,
      'arn:aws:states:eu-west-1:123456789012:stateMachine:$1',
    );
  return JSON.parse(text) as Machine;
};

/** A logical id is letters and digits alone: `ledger_audit` begins as `ledgeraudit`. */
const inId = (name: string): string => name.replaceAll('_', '');

export const workflowSentences = ({ of, template, named }: Stack): void => {
  const found = of('AWS::StepFunctions::StateMachine');
  const machineOf = (name: string): Resource => {
    const machine = found.find(([id]) => id.startsWith(`${inId(name)}workflowMachine`))?.[1];
    if (!machine) throw new Error(`there is no machine ${name}`);
    return machine;
  };

  test('every workflow that is declared is a machine, and there is no other', () => {
    expect(found.map(([id]) => id.replace(/workflowMachine.*/, '')).sort()).toEqual(
      workflows.map(({ name }) => inId(name)).sort(),
    );
  });

  describe.each(workflows.map(({ name, tasks, schedule }) => [name, tasks, schedule] as const))(
    'the workflow %s',
    (name, tasks, schedule) => {
      const machine = machineOf(name);
      const definition = definitionOf(machine);
      const states = Object.entries(definition.States);

      test('is a Standard machine in JSONata, traced, with a log', () => {
        const { StateMachineType, TracingConfiguration, LoggingConfiguration } = machine.Properties;
        expect(StateMachineType).toBe('STANDARD');
        expect(definition.QueryLanguage).toBe('JSONata');
        expect(TracingConfiguration).toEqual({ Enabled: true });
        const { Level, Destinations } = LoggingConfiguration as {
          Level: string;
          Destinations: { CloudWatchLogsLogGroup: { LogGroupArn: unknown } }[];
        };
        expect(Level).toBe('ERROR');
        const log = named(Destinations[0]?.CloudWatchLogsLogGroup.LogGroupArn);
        expect(template.Resources[log]?.Properties.RetentionInDays).toBe(365);
      });

      test.each(states.filter(([, { Type }]) => Type === 'Task'))(
        'waits in "%s" for a time that ends',
        (_, state) => {
          expect(state.TimeoutSeconds).toBeDefined();
          // A year is the most that an execution can live.
          if (typeof state.TimeoutSeconds === 'number')
            expect(state.TimeoutSeconds).toBeLessThanOrEqual(365 * 86_400);
          else expect(state.TimeoutSeconds).toBe('{% $states.input.waitSeconds %}');
        },
      );

      test.each(states.filter(([, { Resource }]) => Resource?.includes(':lambda:invoke')))(
        'tries "%s" again before it gives up',
        (_, { Retry = [] }) => {
          expect(Retry.some(({ MaxAttempts = 3 }) => MaxAttempts >= 3)).toBe(true);
        },
      );

      test('tells its tasks which request set it going, unless a schedule did', () => {
        const told = states
          .filter(([, { Resource }]) => Resource?.includes(':lambda:invoke'))
          .map(([, { Arguments }]) => 'requestId' in (Arguments?.Payload ?? {}));
        expect(new Set(told)).toEqual(new Set([schedule === undefined]));
      });

      test('calls the tasks of its own room', () => {
        const called = JSON.stringify(definition).match(/function:[\w-]+/g) ?? [];
        expect([...new Set(called)]).toEqual([`function:${tasks}-tasks`]);
      });

      test('is what was agreed on, state by state (mend: COSELL_MEND_GOLDEN=yes)', () => {
        const file = golden(name);
        if (mend) writeFileSync(file, `${JSON.stringify(definition, null, 2)}\n`);
        expect(definition).toEqual(JSON.parse(readFileSync(file, 'utf8')));
      });

      test('is ASL to the letter', () => {
        const { isValid, errors, errorsText } = validate(definition, {
          checkArn: true,
          checkPaths: true,
        });
        expect({ isValid, errors, text: errorsText() }).toMatchObject({ isValid: true, errors: [] });
      });
    },
  );

  test('what is to run by itself has a rule that starts it, with a role for this machine alone', () => {
    const scheduled = workflows.filter(({ schedule }) => schedule);
    const rules = of('AWS::Events::Rule').filter(([, { Properties }]) => Properties.ScheduleExpression);
    expect(rules.map(([, { Properties }]) => Properties.ScheduleExpression)).toEqual(
      scheduled.map(({ schedule }) => schedule),
    );
    for (const [position, [, { Properties }]] of rules.entries()) {
      const [target, ...others] = Properties.Targets as { Arn: unknown; Input: string; RoleArn: unknown }[];
      expect([named(target?.Arn), target?.Input, others]).toEqual([
        expect.stringContaining(`${inId(scheduled[position]?.name ?? '')}workflowMachine`),
        '{}',
        [],
      ]);
      const role = template.Resources[named(target?.RoleArn)]?.Properties as {
        Policies: { PolicyDocument: { Statement: { Action: string; Resource: unknown }[] } }[];
      };
      const statements = role.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      expect(statements.map(({ Action, Resource }) => [Action, named(Resource)])).toEqual([
        ['states:StartExecution', named(target?.Arn)],
      ]);
    }
  });
};
