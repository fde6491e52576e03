import { type Outbound, sendOn } from './sending.ts';

/**
 * Table stream -> bus and workflows. Each outbox item is sent on once it is there; a record that fails is tried again
 * with all after it (partial batch failure), so that one record's events stay in order.
 */
type Attribute = { S?: string };
interface StreamRecord {
  eventName: string;
  dynamodb: { SequenceNumber: string; NewImage?: Record<string, Attribute> };
}

/** Texts alone: nothing else of an outbox item is sent. */
const outboundOf = (image: Record<string, Attribute>): Outbound =>
  Object.fromEntries(Object.entries(image).flatMap(([name, { S: text }]) => (text ? [[name, text]] : [])));

/** Lambda entry: a batch of the table's stream. Answers the first record to be tried again. */
export const handler = async ({
  Records,
}: {
  Records: StreamRecord[];
}): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> => {
  const outgoing = Records.flatMap(({ eventName, dynamodb: { NewImage, SequenceNumber } }) => {
    const item = outboundOf(NewImage ?? {});
    return eventName === 'INSERT' && (item.entity === 'event' || item.entity === 'wake')
      ? [{ item, SequenceNumber }]
      : [];
  });
  const failed = await sendOn(outgoing.map(({ item }) => item));
  const first = outgoing.find((_, position) => failed.has(position));
  return { batchItemFailures: first ? [{ itemIdentifier: first.SequenceNumber }] : [] };
};
