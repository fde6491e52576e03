/** What differs between deployments. One place, typed; `--context stage=NAME` chooses. */
export interface Stage {
  name: string;
  /** Sender of all mail; its domain must be one that the operator can prove to SES. */
  mailFrom: string;
  /** Hears of decisions that nobody can make, and of alarms. */
  operatorEmail: string;
  /** Whether table, user pool, logs and archive outlive the stack, and the first two cannot be deleted by mistake. */
  keep: boolean;
  logDays: 30 | 90 | 365;
  /**
   * Instances that the relay has for itself, so that a rush of requests cannot hold up mail and events. It takes them from
   * the account's, of which Lambda wants 100 left over: a new account with 10 in all needs its quota raised, or `undefined`.
   */
  relayConcurrency?: number;
  /** How long a file is kept after its attachment was taken back. */
  removedFileDays: number;
}

export const stages: Record<string, Stage> = {
  local: {
    name: 'local',
    mailFrom: 'Cosell <no-reply@cosell.example>',
    operatorEmail: 'operator@cosell.example',
    keep: false,
    logDays: 30,
    removedFileDays: 30,
  },
  production: {
    name: 'production',
    mailFrom: 'Cosell <no-reply@cosell.example>',
    operatorEmail: 'operator@cosell.example',
    keep: true,
    logDays: 365,
    relayConcurrency: 20,
    removedFileDays: 365,
  },
};

/** The namespace of a stage's own metrics in CloudWatch. */
export const metricsOf = ({ name }: Stage): string => `Cosell/${name}`;

/** The stage of that name; refuses one that is not declared, naming those that are. */
export const stageOf = (name: string): Stage => {
  const stage = stages[name];
  if (!stage)
    throw new Error(
      `there is no stage ${name} in infra/stage.ts; there are: ${Object.keys(stages).join(', ')}`,
    );
  return stage;
};
