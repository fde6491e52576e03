import { cloudEvent, type EventContract } from '../../events/define.ts';
import type { AsyncApi, Message, Schema } from '../../functions/contract/document.ts';
import { makeEvent } from '../../functions/platform/outbox.ts';
import { draft7 } from './schema.ts';

const noon = { now: () => Date.parse('2026-11-23T12:00:00.000Z') };

/** The contract's example as the whole event that is sent. */
export const exampleEvent = (contract: EventContract): Record<string, unknown> => {
  const { id, ...event } = makeEvent(contract, contract.example, noon, { audience: [] }).event;
  return { specversion: '1.0', id: 'evt_01JD0000000000000000000099', ...event };
};

/** JSON Schema (draft 7) of a whole event of this type. Open: an event may gain fields. */
export const eventSchema = (contract: EventContract): Schema => {
  const { $schema, ...schema } = draft7(cloudEvent(contract));
  return {
    $schema,
    $id: `/events/${contract.type}.json`,
    title: contract.type,
    description: contract.summary,
    ...schema,
    examples: [exampleEvent(contract)],
  } as Schema;
};

const messageOf = (contract: EventContract): Message => ({
  name: contract.type,
  title: contract.type,
  summary: contract.summary,
  contentType: 'application/cloudevents+json',
  payload: { $ref: `#/components/schemas/${contract.type}` },
  examples: [{ name: 'example', payload: exampleEvent(contract) }],
  'x-audience': contract.audience,
});

/** The part of the source after `cosell.`: the process. */
const processOf = (contract: EventContract): string => contract.source.slice('cosell.'.length);

/** AsyncAPI 3.0 of every event: one channel a process, which is the EventBridge source. */
export const asyncApi = (contracts: readonly EventContract[], version: string): AsyncApi => {
  const processes = [...new Set(contracts.map(processOf))];
  const of = (process: string) => contracts.filter((contract) => processOf(contract) === process);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Cosell events',
      version,
      description:
        'CloudEvents 1.0 in JSON. On EventBridge the event is the `detail`, `detail-type` is its type and `source` is `cosell.<process>`. Delivered at least once: `id` is stable over re-delivery, `sequence` orders the events of one record. A published version only ever gains fields; a change that could break a reader gets a new version.',
      license: { name: 'Apache 2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(
      processes.map((process) => [
        process,
        {
          title: process,
          description: `Events with the EventBridge source \`cosell.${process}\`.`,
          messages: Object.fromEntries(
            of(process).map(({ type }) => [type, { $ref: `#/components/messages/${type}` }]),
          ),
        },
      ]),
    ),
    operations: Object.fromEntries(
      processes.map((process) => [
        `send_${process}`,
        {
          action: 'send',
          title: `Cosell sends events of ${process}`,
          channel: { $ref: `#/channels/${process}` },
          messages: of(process).map(({ type }) => ({ $ref: `#/channels/${process}/messages/${type}` })),
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(contracts.map((contract) => [contract.type, messageOf(contract)])),
      schemas: Object.fromEntries(contracts.map((contract) => [contract.type, eventSchema(contract)])),
    },
  };
};
