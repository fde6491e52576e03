import type { Stack } from './stack.ts';
import type { World } from './world.ts';

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const MOST_TRIES = 50;

/** A machine whose power fails, and a client that does what a good one does then. `seed`: a failing run can be repeated. */
export const powerOf = (world: () => World & { stack: Stack | undefined }, seed: number) => {
  let state = seed;
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  let standing = Promise.resolve();
  /** A power cut, and the machine back again. */
  const cut = (): Promise<void> => {
    standing = (async () => {
      await world().stack?.kill('SIGKILL');
      await world().stack?.boot();
    })();
    return standing;
  };
  /** Does the same once more while the line breaks, or the answer says that the backend failed. */
  const stubbornly = async <Made>(work: () => Promise<Made>): Promise<Made> => {
    for (let attempt = 1; ; attempt++) {
      await standing;
      try {
        const made = await work();
        if (((made as { status?: number } | undefined)?.status ?? 200) < 500) return made;
      } catch (thrown) {
        if (attempt === MOST_TRIES) throw thrown;
      }
      await pause(20);
    }
  };
  return { cut, stubbornly, random };
};
