/**
 * A state machine as written (Amazon States Language) made ready to run: every list of states, however deep,
 * gets a name (its place), so that a stored branch can say where it stands in a few bytes.
 * https://states-language.net/spec.html
 */
import { createHash } from 'node:crypto';

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
}
export interface Catcher {
  ErrorEquals: string[];
  Next: string;
  Assign?: Record<string, unknown>;
  Output?: unknown;
}
export interface ChoiceRule {
  Condition: unknown;
  Next: string;
  Assign?: Record<string, unknown>;
  Output?: unknown;
}
export interface States {
  StartAt: string;
  States: Record<string, State>;
}
/** One state, as the definition has it; which fields are meant depends on Type. */
export interface State {
  Type: 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Parallel' | 'Map' | 'Succeed' | 'Fail';
  Next?: string;
  End?: boolean;
  QueryLanguage?: string;
  Arguments?: unknown;
  Output?: unknown;
  Assign?: Record<string, unknown>;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Resource?: string;
  TimeoutSeconds?: unknown;
  HeartbeatSeconds?: unknown;
  Choices?: ChoiceRule[];
  Default?: string;
  Seconds?: unknown;
  Timestamp?: unknown;
  Error?: unknown;
  Cause?: unknown;
  Branches?: States[];
  Items?: unknown;
  ItemSelector?: unknown;
  ItemProcessor?: States & { ProcessorConfig?: { Mode?: string } };
  MaxConcurrency?: unknown;
  ToleratedFailureCount?: unknown;
  ToleratedFailurePercentage?: unknown;
}
export interface Machine {
  /** SHA-256 of the text: executions keep the definition they were started with. */
  hash: string;
  text: string;
  timeoutSeconds: number | undefined;
  /** By place: '' for the machine itself, `<state>/<n>` for branch n of a Parallel, `<state>` for a Map. */
  places: Map<string, States>;
}

/**
 * Reads a definition.
 * @throws Error naming the state where it uses JSONPath, a distributed Map, or assigns in an inner scope a variable
 *   of an outer one (https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html).
 */
export function compileMachine(text: string): Machine {
  const definition = JSON.parse(text) as States & { QueryLanguage?: string; TimeoutSeconds?: number };
  const places = new Map<string, States>();
  const usual = definition.QueryLanguage ?? 'JSONPath';
  register(places, '', definition, usual, new Set());
  const hash = createHash('sha256').update(text).digest('base64url');
  return { hash, text, timeoutSeconds: definition.TimeoutSeconds, places };
}

function register(
  places: Map<string, States>,
  place: string,
  states: States,
  usual: string,
  outer: Set<string>,
): void {
  if (!states.States?.[states.StartAt]) throw new Error(`StartAt names no state: ${states.StartAt}`);
  places.set(place, states);
  const here = new Set(outer);
  for (const [name, state] of Object.entries(states.States)) {
    for (const variable of assigned(state)) {
      if (outer.has(variable))
        throw new Error(`State ${name} assigns $${variable}, a variable of an outer scope`);
      here.add(variable);
    }
  }
  for (const [name, state] of Object.entries(states.States)) {
    const language = state.QueryLanguage ?? usual;
    if (language !== 'JSONata')
      throw new Error(`State ${name}: only QueryLanguage JSONata runs here, not ${language}`);
    if (state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED') {
      throw new Error(`State ${name}: a distributed Map does not run here`);
    }
    state.Branches?.forEach((branch, index) => {
      register(places, `${name}/${index}`, branch, usual, here);
    });
    if (state.ItemProcessor) register(places, name, state.ItemProcessor, usual, here);
  }
}

function assigned(state: State): string[] {
  const holders = [state, ...(state.Catch ?? []), ...(state.Choices ?? [])];
  return holders.flatMap((holder) => Object.keys(holder.Assign ?? {}));
}
