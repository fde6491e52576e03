import { readFileSync } from 'node:fs';
import { Stack } from '../support/stack.ts';
import { propose, type World } from '../support/world.ts';

/** Milliseconds from starting the program to its being ready, over data that is there. Median of three. */
export const startUp = async (): Promise<number> => {
  const stack = await Stack.start();
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    await stack.kill('SIGTERM');
    const from = performance.now();
    await stack.boot();
    times.push(performance.now() - from);
  }
  await stack.stop();
  return times.sort((a, b) => a - b)[1] as number;
};

/** Resident bytes of the runner's process. */
const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** What so many waiting approvals add to the runner's resident memory, once it has rested. */
export const waiting = async (
  world: World & { stack: Stack | undefined },
  count: number,
): Promise<number> => {
  // A warm process first: what workers and caches take is not what waiting takes.
  for (let at = 0; at < 100; at++) await propose(world);
  await world.around.rest();
  await collect(world);
  const before = residentBytes(world.stack?.pid ?? 0);
  for (let at = 0; at < count / 10; at++) await Promise.all(Array.from({ length: 10 }, () => propose(world)));
  await world.around.rest();
  await collect(world);
  return residentBytes(world.stack?.pid ?? 0) - before;
};

/** Restarts the runner, so that only what it must hold is held: memory that a process gave back to itself is not waiting's. */
const collect = async ({ stack }: World & { stack: Stack | undefined }): Promise<void> => {
  await stack?.kill('SIGTERM');
  await stack?.boot();
};

/** Kills the runner, starts it again, and lets every waiting approval run out: how soon it is ready, and how many completed. */
export const recovery = async (
  world: World & { stack: Stack | undefined },
  count: number,
): Promise<{ readyMs: number; completed: number }> => {
  await world.stack?.kill('SIGKILL');
  const from = performance.now();
  await world.stack?.boot();
  const readyMs = performance.now() - from;
  await world.around.advance('P15D');
  const executions = await world.around.executions('rfl_');
  const completed = executions.filter(
    ({ machine, status }) => !/pproval/.test(machine) && status === 'SUCCEEDED',
  ).length;
  return { readyMs, completed: Math.min(completed, count) };
};
