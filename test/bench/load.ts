import autocannon from 'autocannon';

export interface Load {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  /** A body for each request; left out for GET. */
  body?: () => string;
  /** A path for each request, where they differ. */
  path?: () => string;
  connections: number;
  seconds: number;
}

/** Requests a second, and how many were not answered with 2xx. */
export const press = async ({
  url,
  method,
  headers,
  body,
  path,
  connections,
  seconds,
}: Load): Promise<{ perSecond: number; bad: number; p50: number }> => {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        method,
        headers,
        ...(body && {
          setupRequest: (request) => ({
            ...request,
            headers: { ...headers, 'idempotency-key': crypto.randomUUID() },
            body: body(),
            ...(path && { path: path() }),
          }),
        }),
      },
    ],
  });
  return {
    perSecond: result['2xx'] / result.duration,
    bad: result.non2xx + result.errors,
    p50: result.latency.p50,
  };
};

/** Two loads, turn about, so that what slows the machine slows both. Gives the median of each. */
export const sideBySide = async (rounds: number, ours: Load, theirs: Load) => {
  const measured = { ours: [] as number[], theirs: [] as number[], bad: 0 };
  for (let round = 0; round < rounds; round++) {
    for (const [name, load] of round % 2
      ? (['theirs', 'ours'] as const).map((n) => [n, n === 'ours' ? ours : theirs] as const)
      : (['ours', 'theirs'] as const).map((n) => [n, n === 'ours' ? ours : theirs] as const)) {
      const { perSecond, bad } = await press(load);
      measured[name].push(perSecond);
      measured.bad += bad;
    }
  }
  return { ours: median(measured.ours), theirs: median(measured.theirs), bad: measured.bad };
};

export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
