import { Lane } from '../../../local/database/lane.ts';
import { mappingSettings } from '../../../local/database/outcome.ts';
import { type StreamRecord, sequenceNumber } from '../../../local/database/record.ts';
import type { AwsRequest, Invocation, Properties, Resource } from '../../../local/parts.ts';
import { createQueues } from '../../../local/queues/queues.ts';
import { fakeFunctions, groundOf, resource } from '../../unit/local-runner/ground.ts';
import { FakeActivity, FakeClock } from '../../unit/local-states/kit.ts';
import { conforms } from '../cases.ts';
import { type MappingOutcome, queueMappings, queues, type Told } from './queues.ts';
import { type Outcome, streams } from './streams.ts';

const keysOf = (records: StreamRecord[]): string => records.map(({ partition }) => partition).join('');

conforms(
  'stream batches',
  streams,
  async ({ mapping, records, answer, seconds = 3_600 }): Promise<Outcome> => {
    const activity = new FakeActivity();
    const clock = new FakeClock(activity);
    const batches: string[] = [];
    const dropped: [string, string][] = [];
    const lane = new Lane({
      settings: mappingSettings({ FunctionName: 'f', ...mapping }),
      clock,
      activity,
      invoke: async (sent) => {
        batches.push(keysOf(sent));
        return answer(
          keysOf(sent),
          sent.map(({ position }) => sequenceNumber(position)),
        );
      },
      dropped: (given, condition) => void dropped.push([keysOf(given), condition]),
      failed: () => {},
      moved: () => {},
    });
    [...records].forEach((partition, position) => {
      lane.push({ partition, position, arrivedAt: clock.now(), size: 1 } as StreamRecord);
    });
    lane.go();
    await clock.advance(seconds * 1000);
    lane.close();
    return { batches, ...(dropped.length > 0 && { dropped }) };
  },
);

const deadQueue = resource('AWS::SQS::Queue', 'Dead', {});
const queue = resource('AWS::SQS::Queue', 'Work', {
  VisibilityTimeout: 30,
  RedrivePolicy: { deadLetterTargetArn: deadQueue.arn, maxReceiveCount: 3 },
});
const laid = (resources: Resource[], answer?: (event: Properties) => Invocation) => {
  const ground = groundOf([queue, deadQueue, ...resources]);
  const functions = fakeFunctions(answer);
  const made = createQueues(ground, functions);
  made.start();
  const call = async (operation: string, { QueueUrl, ...input }: Properties = {}): Promise<Properties> => {
    const body = Buffer.from(JSON.stringify({ QueueUrl: (QueueUrl ? deadQueue : queue).ref, ...input }));
    return (await made.service.handle({ operation, body } as AwsRequest)).body as Properties;
  };
  const end = (): void => {
    made.close();
    ground.end();
  };
  return { ground, made, functions, call, end };
};

conforms('queues', queues, async (steps): Promise<Told> => {
  const { ground, call, end } = laid([]);
  const told: Told = [];
  for (const step of steps) {
    if (typeof step === 'number') await ground.clock.advance(step * 1000);
    else
      await call(...step).then(
        ({ Messages = [], MessageId }) =>
          told.push(MessageId ? 'sent' : Messages.map((one: Properties) => one.Body).join()),
        (error: Error) => told.push(error.name),
      );
  }
  end();
  return told;
});

conforms(
  'queue batches',
  queueMappings,
  async ({ mapping, bodies, answer, seconds = 1 }): Promise<MappingOutcome> => {
    const batches: string[] = [];
    const source = resource('AWS::Lambda::EventSourceMapping', 'Mapping', {
      EventSourceArn: queue.arn,
      FunctionName: 'work',
      ScalingConfig: { MaximumConcurrency: 2 },
      ...mapping,
    });
    const { ground, made, call, end } = laid([source], ({ Records }) => {
      const given = Records.map(({ body }: Properties) => body).join('');
      batches.push(given);
      return answer(
        given,
        Records.map(({ messageId }: Properties) => messageId),
        batches.length - 1,
      );
    });
    await call('SendMessageBatch', {
      Entries: [...bodies].map((MessageBody) => ({ Id: MessageBody, MessageBody })),
    });
    await ground.clock.advance(seconds * 1000);
    const [work, dead] = made.depths();
    end();
    return { batches, left: (work?.visible ?? 0) + (work?.inFlight ?? 0), dead: dead?.visible ?? 0 };
  },
);
