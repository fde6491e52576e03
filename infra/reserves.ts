/** What a function may use, and why so much. */
export interface Reserve {
  memoryMegabytes: number;
  timeoutSeconds: number;
  why: string;
}

/** API Gateway waits 30 seconds for a function, and 10 for an authorizer. */
const kinds = {
  authorizer: {
    memoryMegabytes: 1024,
    timeoutSeconds: 9,
    why: 'Every call waits for it, and a new instance has to load and fetch keys: memory is also processor. The gateway waits 10 seconds.',
  },
  contract: {
    memoryMegabytes: 512,
    timeoutSeconds: 10,
    why: 'Serves texts that it holds in memory; it calls nobody.',
  },
  handlers: {
    memoryMegabytes: 1024,
    timeoutSeconds: 15,
    why: 'A caller waits: memory is also processor. A transaction that meets another is tried for up to a second; the gateway waits 30 seconds.',
  },
  tasks: {
    memoryMegabytes: 512,
    timeoutSeconds: 60,
    why: 'Nobody waits for the second in which a mail goes out. One round mails every approver of a step; the machine gives the state two minutes and tries again.',
  },
  deliveries: {
    memoryMegabytes: 512,
    timeoutSeconds: 20,
    why: 'Nobody waits for it: a mail has bounced. Lambda runs it again twice.',
  },
  redrive: {
    memoryMegabytes: 512,
    timeoutSeconds: 29,
    why: 'The operator waits; it comes back after eight seconds of work with where to go on.',
  },
  relay: {
    memoryMegabytes: 512,
    timeoutSeconds: 60,
    why: 'Waits for the bus and for Step Functions, up to 100 records a batch. What is not done in time comes again.',
  },
} as const satisfies Record<string, Reserve>;

/** The reserve of a function, by its name: `<room>`, `<room>-tasks`, or one of the plumbing's own. */
export const reserveOf = (name: string): Reserve => {
  if (
    name === 'authorizer' ||
    name === 'contract' ||
    name === 'deliveries' ||
    name === 'redrive' ||
    name === 'relay'
  )
    return kinds[name];
  return name.endsWith('-tasks') ? kinds.tasks : kinds.handlers;
};
