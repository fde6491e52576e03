import { createInterface } from 'node:readline';
import jsonata from 'jsonata';

/** Evaluates JSONata for MiniStack's Step Functions: a line `{ expression, bindings }` in, `{ value }` or `{ error }` out. */
for await (const line of createInterface({ input: process.stdin })) {
  const { expression, bindings } = JSON.parse(line) as {
    expression: string;
    bindings: Record<string, unknown>;
  };
  try {
    const value: unknown = await jsonata(expression).evaluate(undefined, bindings);
    // Step Functions fails a state whose expression gives nothing.
    if (value === undefined) throw new Error(`${expression} returned nothing (undefined)`);
    console.log(JSON.stringify({ value }));
  } catch (thrown) {
    console.log(JSON.stringify({ error: (thrown as Error).message }));
  }
}
