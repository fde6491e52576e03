import type { Call, Stack } from '../../local/parts.ts';
import { allows, appliesTo, list, type Statement } from './evaluate.ts';
import { denials, type Holder, plain, roles, services } from './holders.ts';
import { madeAtRunTime, rare } from './reasons.ts';
import { serviceCalls } from './service-calls.ts';

/** Something that is granted too much or too little: who, what, and what mends it. */
export interface Finding {
  holder: string;
  what: string;
  fix: string;
}
export interface Proof {
  findings: Finding[];
  /** Kinds of calls, and rights (one action to one resource) that were held against each other. */
  calls: number;
  rights: number;
}

/** Whether an action knows no narrower resource than all: from AWS's service authorization reference. */
export type KnowsNoResource = (action: string) => Promise<boolean>;

/** Holds what the stack grants to what was done with it. */
export const proof = async (
  stack: Stack,
  recorded: readonly Call[],
  knowsNoResource: KnowsNoResource,
): Promise<Proof> => {
  const calls = [...recorded, ...serviceCalls(stack)];
  const holders = [...roles(stack), ...services(stack)];
  const findings: Finding[] = [];
  for (const holder of holders) {
    for (const fault of holder.faults) findings.push({ holder: holder.name, what: 'role', fix: fault });
    findings.push(...unused(holder, calls), ...(await tooWide(holder, calls, knowsNoResource)));
  }
  findings.push(
    ...refused(holders, denials(stack), calls),
    ...silent(stack, recorded),
    ...idleReasons(holders, calls),
  );
  return {
    findings,
    calls: calls.length,
    rights: holders.flatMap(({ statements }) => rightsIn(statements)).length,
  };
};

interface Right {
  statement: Statement;
  action: string;
  resource: string;
}
const rightsIn = (statements: readonly Statement[]): Right[] =>
  statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap((statement) =>
      list(statement.Action).flatMap((action) =>
        list(statement.Resource).map((resource) => ({ statement, action, resource })),
      ),
    );
const callsOf = ({ by }: Holder, calls: readonly Call[]): Call[] => calls.filter((call) => by.has(call.by));
const uses = ({ statement, action, resource }: Right, call: Call): boolean =>
  appliesTo({ ...statement, Action: action, Resource: resource }, call);
const isUsed = (right: Right, calls: readonly Call[]): boolean => calls.some((call) => uses(right, call));

/** Calls that no statement allows, or that one denies. */
const refused = (
  holders: readonly Holder[],
  denied: readonly Statement[],
  calls: readonly Call[],
): Finding[] => {
  const once = new Map<string, Finding>();
  for (const call of calls) {
    const holder = holders.find(({ by }) => by.has(call.by));
    if (holder && allows([...holder.statements, ...denied], call)) continue;
    const name = holder?.name ?? call.by;
    const fix = `grant ${name} ${call.action} on ${call.resource}`;
    once.set(`${name} ${call.action} ${call.resource}`, {
      holder: name,
      what: `${call.action} was refused`,
      fix,
    });
  }
  return [...once.values()];
};

/** Rights that nobody used, and for which there is no reason. */
const unused = (holder: Holder, calls: readonly Call[]): Finding[] => {
  const own = callsOf(holder, calls);
  return rightsIn(holder.statements)
    .filter((right) => !isUsed(right, own) && !reasonFor(holder, right))
    .map(({ action, resource }) => ({
      holder: holder.name,
      what: `${action} on ${resource} was never used`,
      fix: 'take it away, or add the scenario that uses it',
    }));
};
const reasonFor = ({ name }: Holder, right: { action: string }) =>
  rare.find(({ holder, action }) => action === right.action && holder.test(name));

/** Wildcards where the service knows something narrower. */
const tooWide = async (
  holder: Holder,
  calls: readonly Call[],
  knowsNoResource: KnowsNoResource,
): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const right of rightsIn(holder.statements)) {
    const { action, resource } = right;
    if (action.includes('*')) {
      const used = callsOf(holder, calls).filter((call) => uses(right, call));
      const names = [...new Set(used.map((call) => call.action))].join(', ');
      findings.push({
        holder: holder.name,
        what: `${action} names no action`,
        fix: `name ${names || 'none'}`,
      });
    } else if (resource === '*') {
      if (await knowsNoResource(action)) continue;
      const used = callsOf(holder, calls).filter((call) => uses(right, call));
      const narrow = [...new Set(used.map((call) => call.resource))].join(', ');
      findings.push({
        holder: holder.name,
        what: `${action} on everything`,
        fix: `grant it on ${narrow || 'nothing'}`,
      });
    } else if (/[*?]/.test(resource) && !madeAtRunTime.some((one) => one.resource.test(resource))) {
      findings.push({
        holder: holder.name,
        what: `${action} on ${resource}`,
        fix: 'name the resource; what is named at run time has its line in test/iam/reasons.ts',
      });
    }
  }
  return findings;
};

/** Functions and machines that no recorded call stands for: nothing is proved of them. */
const silent = (stack: Stack, recorded: readonly Call[]): Finding[] => {
  const invoked = new Set(recorded.flatMap(({ by, resource }) => [by, resource]));
  return ['AWS::Lambda::Function', 'AWS::StepFunctions::StateMachine']
    .flatMap((type) => stack.ofType(type))
    .filter(({ arn }) => !invoked.has(arn))
    .map(({ logicalId }) => ({
      holder: plain(logicalId),
      what: 'never ran',
      fix: 'add the scenario that runs it',
    }));
};

/** Reasons for rights that are used by now, or that nobody has any more. */
const idleReasons = (holders: readonly Holder[], calls: readonly Call[]): Finding[] =>
  rare
    .filter(
      (reason) =>
        !holders.some((holder) =>
          rightsIn(holder.statements).some(
            (right) => reasonFor(holder, right) === reason && !isUsed(right, callsOf(holder, calls)),
          ),
        ),
    )
    .map(({ holder, action }) => ({
      holder: String(holder),
      what: `the reason for ${action} is not needed`,
      fix: 'take its line out of test/iam/reasons.ts',
    }));
