/**
 * What an expression sees: $states, and the variables of its scope and of those around it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
import type { Bindings } from './expression.ts';
import type { Branch, MapItem, Run } from './run.ts';

export interface Machines {
  /** `arn:…:stateMachine:` up to and including the last colon. */
  arnPrefix: string;
  roleOf(machine: string): string;
}

/** Bindings for a branch standing in a state. `more` adds result, errorOutput or a Map item. */
export function bindingsOf(
  run: Run,
  branch: Branch,
  machines: Machines,
  more: { result?: unknown; errorOutput?: unknown; item?: MapItem } = {},
): Bindings {
  const bindings: Bindings = {};
  for (const scope of scopes(run, branch)) Object.assign(bindings, scope.vars);
  const states: Record<string, unknown> = { input: branch.input };
  if ('result' in more) states.result = more.result;
  if ('errorOutput' in more) states.errorOutput = more.errorOutput;
  // Most expressions never look at the context, so it is made when asked for.
  Object.defineProperty(states, 'context', {
    enumerable: true,
    get: () => contextOf(run, branch, machines, more.item),
  });
  bindings.states = states;
  return bindings;
}

/** The branch and those around it, the outermost first. */
function scopes(run: Run, branch: Branch): Branch[] {
  const around: Branch[] = [];
  for (let here: Branch | undefined = branch; here; here = run.branches.get(here.parent))
    around.unshift(here);
  return around;
}

function contextOf(run: Run, branch: Branch, machines: Machines, item?: MapItem): Record<string, unknown> {
  const { machine, name, started } = run.row;
  const context: Record<string, unknown> = {
    Execution: {
      Id: executionArn(machines, machine, name),
      Input: run.input,
      Name: name,
      RoleArn: machines.roleOf(machine),
      StartTime: new Date(started).toISOString(),
      RedriveCount: 0,
    },
    StateMachine: { Id: `${machines.arnPrefix}${machine}`, Name: machine },
    State: {
      Name: branch.state,
      EnteredTime: new Date(branch.enteredAt).toISOString(),
      RetryCount: branch.retryCount,
    },
  };
  if (branch.task?.token) context.Task = { Token: branch.task.token };
  const mapped = item ?? scopes(run, branch).findLast((scope) => scope.item)?.item;
  if (mapped) context.Map = { Item: mapped };
  return context;
}

/** `arn:…:execution:<machine>:<name>`. */
export function executionArn(machines: Machines, machine: string, name: string): string {
  return `${machines.arnPrefix.replace(':stateMachine:', ':execution:')}${machine}:${name}`;
}
