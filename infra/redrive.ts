/**
 * `npm run redrive -- --stage NAME`: sends again what the relay set aside, and empties its dead-letter queue. With
 * `--from INSTANT --to INSTANT` all that was written then, whatever the queue holds. With `--resume NAME` it starts the
 * workflows of all that waits instead, after the table was put back to an earlier time. Credentials and region come from
 * the environment. See docs/operating.md.
 */
import { parseArgs } from 'node:util';
import { awsCall } from '../functions/platform/aws-call.ts';
import { redriveName, setAsideName } from './redrive/names.ts';
import { joined, type Span, spanOf } from './redrive/windows.ts';
import { stageOf } from './stage.ts';

interface Message {
  Body: string;
  ReceiptHandle: string;
}
/** Long enough for all that follows: a message that is not taken out shows again then. */
const HIDDEN_SECONDS = 3_600;

const sqs = <Answer>(operation: string, body: object): Promise<Answer> =>
  awsCall<Answer>({
    ...{ host: 'sqs', service: 'sqs', path: '/', body },
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
  });

const messagesOf = async (QueueUrl: string): Promise<Message[]> => {
  const all: Message[] = [];
  for (;;) {
    const asked = {
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: HIDDEN_SECONDS,
      WaitTimeSeconds: 1,
    };
    const { Messages = [] } = await sqs<{ Messages?: Message[] }>('ReceiveMessage', asked);
    if (Messages.length === 0) return all;
    all.push(...Messages);
  }
};

interface Answer {
  sent: number;
  after: unknown;
  refused: boolean;
}

const call = async <Reply>(functionName: string, body: object): Promise<Reply> => {
  const answer = await awsCall<Reply & { errorMessage?: string }>({
    ...{ host: 'lambda', service: 'lambda', body, headers: { 'content-type': 'application/json' } },
    path: `/2015-03-31/functions/${functionName}/invocations`,
  });
  if (answer.errorMessage) throw new Error(`the function failed: ${answer.errorMessage}`);
  return answer;
};

/** Lets the function send one span, in as many calls as it takes. Gives how many items went. */
const send = async (functionName: string, span: Span): Promise<number> => {
  let sent = 0;
  for (let after: unknown = null; ; ) {
    const answer = await call<Answer>(functionName, { ...span, after });
    sent += answer.sent;
    if (answer.refused)
      throw new Error(`${sent} were sent; the bus or a workflow refuses the next: mend that first`);
    if (!answer.after) return sent;
    after = answer.after;
  }
};

/** Lets the function start the workflows of all that waits. Gives how many. */
const resume = async (functionName: string, name: string): Promise<number> => {
  let resumed = 0;
  for (let after: string | null = null; ; ) {
    const answer: { resumed: number; after: string | null } = await call(functionName, {
      resume: name,
      after,
    });
    resumed += answer.resumed;
    if (!answer.after) return resumed;
    after = answer.after;
  }
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      resume: { type: 'string' },
    },
  });
  const { stage: name = '', from, to } = values;
  const stage = stageOf(name);
  if (values.resume !== undefined) {
    console.log(`${await resume(redriveName(stage), values.resume)} workflows resumed`);
    return;
  }
  if ((from === undefined) !== (to === undefined)) throw new Error('--from and --to go together');
  const given = from !== undefined && to !== undefined ? { from, to } : undefined;
  const { QueueUrl } = await sqs<{ QueueUrl: string }>('GetQueueUrl', { QueueName: setAsideName(stage) });
  const messages = given ? [] : await messagesOf(QueueUrl);
  const spans = given ? [instants(given)] : joined(messages.map(({ Body }) => spanOf(Body)));
  for (const span of spans)
    console.log(`${span.from} to ${span.to}: ${await send(redriveName(stage), span)} sent`);
  for (const { ReceiptHandle } of messages) await sqs('DeleteMessage', { QueueUrl, ReceiptHandle });
  console.log(`${messages.length} messages taken out of the queue`);
};

/** @throws Error for what is no instant. */
const instants = ({ from, to }: Span): Span => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

await main().catch((error: Error) => {
  console.error(`redrive: ${error.message}`);
  process.exitCode = 1;
});
