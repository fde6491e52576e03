/** What differs between deployments. One place, typed; `--context stage=NAME` chooses. */
export interface Stage {
  name: string;
  /** Sender of all mail; its domain must be one that the operator can prove to SES. */
  mailFrom: string;
  /** Hears of decisions that nobody can make, and of alarms. */
  operatorEmail: string;
  /** Whether the table outlives the stack. */
  keepTable: boolean;
  logDays: 30 | 90 | 365;
}

export const stages: Record<string, Stage> = {
  local: {
    name: 'local',
    mailFrom: 'Cosell <no-reply@cosell.example>',
    operatorEmail: 'operator@cosell.example',
    keepTable: false,
    logDays: 30,
  },
  production: {
    name: 'production',
    mailFrom: 'Cosell <no-reply@cosell.example>',
    operatorEmail: 'operator@cosell.example',
    keepTable: true,
    logDays: 365,
  },
};

/** The stage of that name; refuses one that is not declared, naming those that are. */
export const stageOf = (name: string): Stage => {
  const stage = stages[name];
  if (!stage)
    throw new Error(
      `there is no stage ${name} in infra/stage.ts; there are: ${Object.keys(stages).join(', ')}`,
    );
  return stage;
};
