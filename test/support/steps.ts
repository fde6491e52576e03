import { mayStep, type Transitions } from '../../functions/platform/transition.ts';

/** `partner draft submit submitted`: who takes which step, from where, to where. */
export type StepLine = `${string} ${string} ${string} ${string}`;

/** Tries every step from every status as every side: what is allowed, and with which code the rest is refused. */
export const everyStep = <Verb extends string, Status extends string, Side extends string>(
  transitions: Transitions<Verb, Status, Side>,
  statuses: readonly Status[],
  sides: readonly Side[],
): { allowed: string[]; refused: Map<string, string> } => {
  const allowed: string[] = [];
  const refused = new Map<string, string>();
  for (const side of [...sides, 'system' as const])
    for (const status of statuses)
      for (const verb of Object.keys(transitions) as Verb[]) {
        const outcome = mayStep(transitions, verb, status, side);
        if (outcome.ok) allowed.push(`${side} ${status} ${verb} ${outcome.value}`);
        else refused.set(`${side} ${status} ${verb}`, outcome.refusal.code);
      }
  return { allowed: allowed.sort(), refused };
};

/** The same step from several statuses: `steps('system', 'expire', 'expired', 'submitted', 'in_review')`. */
export const steps = (side: string, verb: string, to: string, ...from: string[]): string[] =>
  from.map((status) => `${side} ${status} ${verb} ${to}`);
