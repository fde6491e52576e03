import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { type ClaimVerb, transitions as claim, keepsStatus } from '../../functions/fund-claims/claim.ts';
import { transitions as proposal } from '../../functions/fund-proposals/proposal.ts';
import { transitions as partnership } from '../../functions/partners/partnership.ts';
import { transitions as payout } from '../../functions/payouts/payout.ts';
import type { Transitions } from '../../functions/platform/transition.ts';
import { transitions as referral } from '../../functions/referrals/referral.ts';
import { workflows } from '../../workflows/catalogue.ts';
import type { Workflow } from '../../workflows/workflow.ts';

/** The parts of the Amazon States Language that the drawing shows. */
interface State {
  Type: string;
  Resource?: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: { Condition: string; Next: string }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Retry?: {
    ErrorEquals: string[];
    MaxAttempts?: number;
    IntervalSeconds?: number;
    BackoffRate?: number;
    MaxDelaySeconds?: number;
  }[];
  TimeoutSeconds?: number | string;
  /** Of a Wait. */
  Seconds?: number | string;
}
export interface Machine {
  StartAt: string;
  States: Record<string, State>;
}

/** The machine that a workflow's own definition makes; what it calls has made-up names. */
export const machineOf = (workflow: Workflow): Machine => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Drawing');
  const arn = (service: string, rest: string): string => `arn:aws:${service}:eu-west-1:111111111111:${rest}`;
  const chain = workflow.define(stack, {
    task: lambda.Function.fromFunctionArn(stack, 'Task', arn('lambda', 'function:task')),
    approval: sfn.StateMachine.fromStateMachineArn(stack, 'Approval', arn('states', 'stateMachine:approval')),
  });
  return new sfn.StateGraph(chain.startState, workflow.name).toGraphJson(
    sfn.QueryLanguage.JSONATA,
  ) as Machine;
};

interface Edge {
  from: string;
  to: string;
  label?: string;
}

/** Every way from one state to the next. */
export const edgesOf = ({ States }: Machine): Edge[] =>
  Object.entries(States).flatMap(([from, state]): Edge[] => [
    ...(state.Choices ?? []).map(({ Condition, Next }) => ({ from, to: Next, label: plain(Condition) })),
    ...(state.Default ? [{ from, to: state.Default, label: 'otherwise' }] : []),
    ...(state.Next ? [{ from, to: state.Next }] : []),
    ...(state.Catch ?? []).map(({ ErrorEquals, Next }) => ({
      from,
      to: Next,
      label: `on ${ErrorEquals.join(', ')}`,
    })),
  ]);

/** `{% $states.input.outcome = 'pending' %}` -> `outcome = 'pending'` */
const plain = (expression: string): string =>
  expression.replaceAll(/^\{% | %\}$/g, '').replaceAll(/\$states\.(?:input|context)\./g, '');

const diagram = (lines: string[]): string =>
  ['```mermaid', 'stateDiagram-v2', ...lines.map((line) => `  ${line}`), '```'].join('\n');
const arrow = ({ from, to, label }: Edge): string => `${from} --> ${to}${label ? ` : ${label}` : ''}`;

/** A machine as a Mermaid state diagram. */
export const drawMachine = (machine: Machine): string => {
  const names = Object.keys(machine.States);
  const id = (name: string): string => `s${names.indexOf(name) + 1}`;
  const ends = names.filter((name) => machine.States[name]?.End || machine.States[name]?.Type === 'Succeed');
  return diagram([
    ...names.map((name) => `state "${name}" as ${id(name)}`),
    `[*] --> ${id(machine.StartAt)}`,
    ...edgesOf(machine).map(({ from, to, ...rest }) => arrow({ from: id(from), to: id(to), ...rest })),
    ...ends.map((name) => `${id(name)} --> [*]`),
  ]);
};

const kinds: readonly (readonly [RegExp, string])[] = [
  [/lambda:invoke\.waitForTaskToken$/, 'code; then waits for its token'],
  [/lambda:invoke$/, 'code'],
  [/startExecution\.sync:2$/, 'runs another machine to its end'],
];
const kindOf = ({ Type, Resource }: State): string =>
  kinds.find(([pattern]) => pattern.test(Resource ?? ''))?.[1] ?? Type.toLowerCase();

const retriesOf = ({ Retry = [] }: State): string =>
  Retry.map(({ ErrorEquals, MaxAttempts = 3, IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds }) =>
    MaxAttempts === 0
      ? `never on ${ErrorEquals.join(', ')}`
      : `${MaxAttempts} times on ${ErrorEquals.join(', ')}, after ${IntervalSeconds} s, each time ${BackoffRate} times longer, at most ${MaxDelaySeconds} s`,
  ).join('; ');

const longest = ({ TimeoutSeconds, Seconds }: State): string => {
  const most = TimeoutSeconds ?? Seconds;
  return typeof most === 'number' ? `${most} s` : plain(most ?? '');
};

const stateRow = ([name, state]: [string, State]): string =>
  `| ${[name, kindOf(state), longest(state), retriesOf(state)].join(' | ')} |`;

const machinePart = (workflow: Workflow): string => {
  const machine = machineOf(workflow);
  return `### Machine \`${workflow.name}\`

Code states: [functions/${workflow.tasks}/tasks.ts](../functions/${workflow.tasks}/tasks.ts).${workflow.nests ? ` Runs [${workflow.nests}](#machine-${workflow.nests}) inside.` : ''}

${drawMachine(machine)}

| State | Does | Waits at most | Tried again |
| --- | --- | --- | --- |
${Object.entries(machine.States).map(stateRow).join('\n')}
`;
};

/** How an approval moves. It has no table of transitions: its steps are functions, and a test runs each and compares. */
export const approvalSteps: readonly { verb: string; to: string }[] = [
  { verb: 'approve, quorum of the last step', to: 'approved' },
  { verb: 'approve in part, quorum of the last step', to: 'partially_approved' },
  { verb: 'reject', to: 'rejected' },
  { verb: 'return for changes', to: 'returned' },
  { verb: 'the deadline passes', to: 'expired' },
  { verb: 'the record is taken back', to: 'cancelled' },
  { verb: 'ask, remind, escalate, delegate, next step', to: 'pending' },
];

/** A record's life, drawn from its table of transitions. */
export const drawRecord = (first: string, transitions: Transitions<string, string, string>): string => {
  const steps = Object.entries(transitions);
  const last = new Set(
    steps.map(([, { to }]) => to).filter((to) => steps.every(([, { from }]) => !from.includes(to))),
  );
  return diagram([
    `[*] --> ${first}`,
    ...steps.flatMap(([verb, { from, to, by }]) =>
      from.map((one) => arrow({ from: one, to, label: `${verb} (${by})` })),
    ),
    ...[...last].map((status) => `${status} --> [*]`),
  ]);
};

const drawApproval = (): string =>
  diagram([
    '[*] --> pending',
    ...approvalSteps.map(({ verb, to }) => arrow({ from: 'pending', to, label: verb })),
    ...approvalSteps.filter(({ to }) => to !== 'pending').map(({ to }) => `${to} --> [*]`),
  ]);

/** Without the steps that leave the status as it is. */
const claimSteps = Object.fromEntries(
  Object.entries(claim).filter(([verb]) => !keepsStatus(verb as ClaimVerb)),
) as Transitions<string, string, string>;

/** The whole of docs/workflows.md. */
export const workflowsPage = (): string => `# Workflows and states

This page is generated: the machines from their definitions under \`workflows/\`, the records' states from their tables
of transitions. Who may take a step stands in brackets: one side, \`any\` for both, \`system\` for the workflow alone.
The workflow may also take the steps of a side, on behalf of the approver who decided.

## States of the records

### Referral

From [referral.ts](../functions/referrals/referral.ts).

${drawRecord('draft', referral)}

### Partnership

From [partnership.ts](../functions/partners/partnership.ts). Only the side that suspended it can resume it.

${drawRecord('invited', partnership)}

### Fund program and fund

From [program.ts](../functions/funds/program.ts) and [fund.ts](../functions/funds/fund.ts): \`open\` until the funder closes it. What runs in it then
runs to its end.

### Fund proposal

From [proposal.ts](../functions/fund-proposals/proposal.ts). One that is put right is submitted again.

${drawRecord('draft', proposal)}

### Fund claim

From [claim.ts](../functions/fund-claims/claim.ts). \`warn\` and \`let_stand\` write something down and leave the status as it is. A dispute that is not granted
leaves what was decided before.

${drawRecord('draft', claimSteps)}

### Payout

From [payout.ts](../functions/payouts/payout.ts). \`release\` goes back to where it was held.

${drawRecord('pending', payout)}

### Approval

From [deciding.ts](../functions/approvals/deciding.ts) and [asking.ts](../functions/approvals/asking.ts).

${drawApproval()}

## Machines

Standard machines with JSONata. A waiting state always has an end.

${workflows.map(machinePart).join('\n')}`;
