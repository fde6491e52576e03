/** What differs between deployments. One place, typed; `--context stage=NAME` chooses. */
export interface Stage {
  name: string;
  /** Sender of all mail; its domain must be one that the operator can prove to SES. */
  mailFrom: string;
  /** Hears of decisions that nobody can make, and of alarms. */
  operatorEmail: string;
  /** The API's own name, and the certificate for it (ACM, same region). None: it keeps the gateway's name. */
  domain?: { name: string; certificateArn: string };
  /** Your zone in Route 53: the records of the API's name and of the sender are made there. None: outputs say what to set. */
  hostedZone?: { id: string; name: string };
  /** Whether table, attachments, user pool, logs and archive outlive the stack; table and pool are protected from deletion too. */
  keep: boolean;
  logDays: 30 | 90 | 365;
  /**
   * Instances that the relay has for itself, so that a rush of requests cannot hold up mail and events. It takes them from
   * the account's, of which Lambda wants 100 left over: a new account with 10 in all needs its quota raised, or `undefined`.
   */
  relayConcurrency?: number;
  /** Takes the place of the stack's own table: one that was restored from a point in time (docs/operating.md). */
  restoredTable?: { name: string; streamArn: string } | undefined;
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

/** Whether an address is one of those that nobody can own (RFC 2606). */
export const isExample = (address: string): boolean => /\.example>?$/.test(address);

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
