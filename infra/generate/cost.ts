import { workflows } from '../../workflows/catalogue.ts';
import { edgesOf, machineOf } from './diagrams.ts';
import { type Recorded, recorded } from './table-traffic.ts';

/** One way through a process: what is done, in order, and the states that the machines enter on the way. */
interface Flow {
  title: string;
  operations: string[];
  /** By workflow, the states in the order in which they are entered. */
  states: Record<string, string[]>;
}

const asked = ['Ask for a decision', 'Settled?', 'Done'];
const settled = (name: string): string[] => ['Get the decision', `Settle the ${name}`];
const begin = ['POST /v1/referrals', 'POST /v1/referrals/{id}/propose', 'approvals task, ask'];

/** A decision about money on the e-mailed page, with its code. */
const decided = [
  'approvals task, ask about money',
  'GET /approve/{token}',
  'POST /approve/{token} (mail me a code)',
  'POST /approve/{token} (approve money)',
];
const reviewed = ['Handed over?', 'Begin the review', 'Get the decision', 'Settle it'];
const rested = ['Anything to come?', 'Wait for what comes next', 'Follow up'];
const over = ['Anything to come?', 'Nothing to come'];

/** The flows that are counted. A test holds each to the machines and to what was recorded. */
export const flows: readonly Flow[] = [
  {
    title: 'Referral, accepted on the e-mailed page, no reminder',
    operations: [
      ...begin,
      'GET /approve/{token}',
      'POST /approve/{token} (approve)',
      'referrals task, settle',
    ],
    states: { referral: settled('referral'), approval: asked },
  },
  {
    title: 'Referral, accepted over the API',
    operations: [...begin, 'POST /v1/referrals/{id}/accept', 'referrals task, settle (nothing left to do)'],
    states: { referral: settled('referral'), approval: asked },
  },
  {
    title: 'Referral, one reminder, then accepted on the page',
    operations: [
      ...begin,
      'approvals task, followUp: remind',
      'approvals task, ask again',
      'GET /approve/{token}',
      'POST /approve/{token} (approve)',
      'referrals task, settle',
    ],
    states: {
      referral: settled('referral'),
      approval: ['Ask for a decision', 'Follow up', 'Settled?', ...asked],
    },
  },
  {
    title: 'From accepted to an opportunity',
    operations: ['POST /v1/referrals/{id}/connect', 'POST /v1/referrals/{id}/convert'],
    states: {},
  },
  {
    title: 'A file attached, completed, and downloaded once (beside 5 calls of S3)',
    operations: [
      'POST /v1/opportunities/{id}/attachments',
      'POST /v1/opportunities/{id}/attachments/{attachmentId}/complete',
      'GET /v1/opportunities/{id}/attachments/{attachmentId}',
    ],
    states: {},
  },
  {
    title: 'Fund proposal: submitted, approved in one review, followed to its end',
    operations: [
      'POST /v1/fund-proposals',
      'POST /v1/fund-proposals/{id}/submit',
      'fund-proposals task, begin the review',
      ...decided,
      'fund-proposals task, settle: approved',
      'fund-proposals task, wait',
      'fund-proposals task, follow up: nothing left',
    ],
    states: { fund_proposal: [...reviewed, ...rested, ...over], approval: asked },
  },
  {
    title: 'Fund claim with one proof: approved in one review',
    operations: [
      'POST /v1/fund-claims',
      'POST /v1/fund-claims/{id}/attachments',
      'POST /v1/fund-claims/{id}/attachments/{attachmentId}/complete',
      'POST /v1/fund-claims/{id}/submit',
      'fund-claims task, begin the review',
      ...decided,
      'fund-claims task, settle: approve',
    ],
    states: { fund_claim: [...reviewed, ...over], approval: asked },
  },
  {
    title: 'The days of a draft of a claim, watched until it is submitted',
    operations: ['fund-claims task, follow up: nothing due', 'fund-claims task, wait'],
    states: { fund_claim: ['Handed over?', 'Follow up', ...rested, ...over] },
  },
  {
    title: 'Payout: invoice, on its way, paid',
    operations: [
      'payouts task, begin',
      'payouts task, wait',
      'POST /v1/payouts/{id}/invoice',
      'POST /v1/payouts/{id}/processing',
      'POST /v1/payouts/{id}/paid',
    ],
    states: { payout: ['Follow up', ...rested, ...rested, ...rested, ...over] },
  },
  {
    title: 'Partnership, invited and accepted over the API',
    operations: [
      'POST /v1/partnerships',
      'approvals task, ask',
      'POST /v1/partnerships/{id}/accept',
      'partners task, settle',
    ],
    states: { partnership: settled('partnership'), approval: asked },
  },
];

/** Refuses (throws) a way that the machine does not have. */
const walked = (name: string, states: string[]): number => {
  const workflow = workflows.find((one) => one.name === name);
  if (!workflow) throw new Error(`there is no workflow ${name}`);
  const edges = edgesOf(machineOf(workflow));
  states.slice(1).forEach((to, position) => {
    if (!edges.some((edge) => edge.from === states[position] && edge.to === to))
      throw new Error(`workflow ${name} does not go from ${states[position]} to ${to}`);
  });
  return states.length;
};

/** What one way through costs. */
export const countOf = ({ operations, states }: Flow, { operations: shown }: Recorded) => {
  const done = operations.map((name) => {
    const found = shown.find((operation) => operation.name === name);
    if (!found) throw new Error(`${name} was not recorded`);
    return found;
  });
  const sum = (of: (one: (typeof done)[number]) => number): number =>
    done.reduce((total, one) => total + of(one), 0);
  const outbox = sum(
    ({ writes }) => writes.filter((write) => write === 'Put event' || write === 'Put wake').length,
  );
  return {
    requests: operations.filter((name) => /^[A-Z]+ \//.test(name)).length,
    tasks: operations.filter((name) => name.includes(' task')).length,
    states: Object.entries(states).reduce((total, [name, way]) => total + walked(name, way), 0),
    outbox,
    calls: sum(({ calls }) => calls),
    read: sum(({ units }) => units.read),
    write: sum(({ units }) => units.write),
    index: sum(({ units }) => units.index),
  };
};

const row = (flow: Flow, all: Recorded): string => {
  const { requests, tasks, states, outbox, calls, read, write, index } = countOf(flow, all);
  return `| ${[flow.title, requests, tasks, states, outbox, calls, read, write, index].join(' | ')} |`;
};

const steps = (flow: Flow, all: Recorded): string => `### ${flow.title}

| Step | Calls of the table | Read units | Write units, table | Write units, indexes |
| --- | --- | --- | --- | --- |
${flow.operations
  .map((name) => {
    const one = all.operations.find((operation) => operation.name === name);
    return `| \`${name}\` | ${one?.calls} | ${one?.units.read} | ${one?.units.write} | ${one?.units.index} |`;
  })
  .join('\n')}
${Object.entries(flow.states)
  .map(([name, way]) => `\nStates of \`${name}\`: ${way.join(' → ')}.`)
  .join('\n')}
`;

/** The whole of docs/cost.md. */
export const costPage = (all: Recorded = recorded()): string => `# Cost

What a flow uses, counted; prices are AWS's ([DynamoDB](https://aws.amazon.com/dynamodb/pricing/),
[Step Functions](https://aws.amazon.com/step-functions/pricing/), [Lambda](https://aws.amazon.com/lambda/pricing/)) and
change with region and time. This page is generated.

| Flow | Requests | Workflow tasks | States entered | Outbox items | Calls of the table | Read units | Write units, table | Write units, indexes |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${flows.map((flow) => row(flow, all)).join('\n')}

## How it is counted

- **Units** come from running the real handlers and tasks over a table in memory with example records
  ([story.ts](../test/unit/docs/story.ts)), by the rules in [units.ts](../test/unit/docs/units.ts). They grow with
  the size of what people write, and with the number of people asked: the story asks one.
- **States entered** are the states of the machines on that way, each way checked against the machine. AWS charges each
  transition, and each retry as one more; the story has no retries.
- **Outbox items** each cost one entry of the bus where they are events, one record of the table's stream, and an invocation of the relay at most.
- **Requests** each invoke one function, and the authorizer at most once a minute for each token, route and method; its look-up of the
  caller costs ${all.operations.find(({ name }) => name === 'authorizer')?.units.read} read unit at most once a minute for each client and instance. The page's requests are not authorised that way.
- An \`Idempotency-Key\` costs the item that keeps the answer: it is in the numbers above.
- Not counted: storage, the archive, logs, traces, mail. Deletion by time to live costs nothing.

## Step by step

${flows.map((flow) => steps(flow, all)).join('\n')}`;
