/** A span of time, from one RFC 3339 instant to another. */
export interface Span {
  from: string;
  to: string;
}

/**
 * An outbox item says when its event was made; the stream, when it was written, to the second. A transaction that had to
 * be tried again lies between.
 */
const MARGIN_MS = 120_000;

/** What a message of the relay's dead-letter queue tells: when its records were written, not what they are. */
interface Notice {
  DDBStreamBatchInfo?: { approximateArrivalOfFirstRecord?: string; approximateArrivalOfLastRecord?: string };
}

/** When that was written which a message of the queue is about, with a margin. @throws Error for a message of another kind. */
export const spanOf = (body: string): Span => {
  const { DDBStreamBatchInfo: batch = {} } = JSON.parse(body) as Notice;
  const [first, last] = [batch.approximateArrivalOfFirstRecord, batch.approximateArrivalOfLastRecord].map(
    (text) => Date.parse(text ?? ''),
  ) as [number, number];
  if (Number.isNaN(first) || Number.isNaN(last)) throw new Error('a message in the queue names no time');
  return {
    from: new Date(first - MARGIN_MS).toISOString(),
    to: new Date(last + MARGIN_MS).toISOString(),
  };
};

/** The same time in as few spans as it takes, oldest first: what two messages are about is sent once. */
export const joined = (spans: readonly Span[]): Span[] => {
  const apart: Span[] = [];
  for (const span of spans.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = apart.at(-1);
    if (!last || span.from > last.to) apart.push({ ...span });
    else if (span.to > last.to) last.to = span.to;
  }
  return apart;
};
