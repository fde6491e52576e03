import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The id of the request that set all this going. It goes with the work: into log lines, into the outbox, from there into
 * the relay's lines and the workflow's input, and so into the lines of its tasks. Nothing is ever decided by it, which is
 * why it is not handed from function to function.
 */
const current = new AsyncLocalStorage<string>();

/** Does the work as part of a request; as part of none, where none is known. */
export const asPartOf = <Result>(requestId: string | null | undefined, work: () => Result): Result =>
  requestId ? current.run(requestId, work) : current.exit(work);

/** The request that the work at hand is part of. */
export const requestId = (): string | undefined => current.getStore();

/** A Lambda entry for states of a workflow, whose input names the request that set it going. */
export const asTask =
  <Given, Result>(work: (given: Given) => Promise<Result>) =>
  (given: Given & { requestId?: string | null }): Promise<Result> =>
    asPartOf(given.requestId, () => work(given));
