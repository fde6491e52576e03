import { ok, type Result, refused } from './result.ts';

/** A step of a record's life: from which states, to which, and who may take it. Declared once; the write condition derives from it. */
export interface Transition<Status extends string, Side extends string> {
  from: readonly Status[];
  to: Status;
  /** The side that takes it; `any` for both; `system` for the workflow alone. */
  by: Side | 'any' | 'system';
}
export type Transitions<Verb extends string, Status extends string, Side extends string> = Readonly<
  Record<Verb, Transition<Status, Side>>
>;

/** Whether this side may take this step now. */
export const mayStep = <Verb extends string, Status extends string, Side extends string>(
  transitions: Transitions<Verb, Status, Side>,
  verb: Verb,
  status: Status,
  side: Side | 'system',
): Result<Status> => {
  const { from, to, by } = transitions[verb];
  if (by !== 'any' && by !== side && side !== 'system')
    return refused({ code: 'wrong_side', detail: `Only the ${by} can ${verb} it.` });
  if (!from.includes(status))
    return refused({
      code: 'transition_not_allowed',
      detail: `It is ${status}; to ${verb} it, it must be ${from.join(' or ')}.`,
    });
  return ok(to);
};
