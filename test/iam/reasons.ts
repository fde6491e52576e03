/**
 * Rights that no test makes anyone use, each with what it is for. A line that is not needed fails, so the list can only
 * shrink or be argued about.
 */
export const rare: readonly { holder: RegExp; action: string; why: string }[] = [
  {
    holder: /workflowMachine$/,
    action: 'states:StopExecution',
    why: 'Step Functions stops the nested approval when the operator stops the workflow around it, or after its 360 days.',
  },
];

/** Parts of a name that are made at run time: a star in their place is as narrow as a policy can be. */
export const madeAtRunTime: readonly { resource: RegExp; why: string }[] = [
  { resource: /^arn:aws:logs:[^*]+:log-group:[^*]+:\*$/, why: 'streams of one log' },
  {
    resource: /^arn:aws:s3:::[^*/]+\/attachments\/\*$/,
    why: 'files that are attached, below their one prefix',
  },
  { resource: /^arn:aws:states:[^*]+:execution:[^*]+:\*$/, why: 'executions of one machine' },
];
