import { Stack } from './stack.ts';

declare global {
  var cosellStack: Stack | undefined;
}

/** One stack for all tests that do not move its clock; projects that ask for it share it. */
export default async (): Promise<void> => {
  if (process.env.COSELL_SETTINGS || process.env.COSELL_SHARED_STACK) return;
  globalThis.cosellStack = await Stack.start();
  process.env.COSELL_SHARED_STACK = JSON.stringify(globalThis.cosellStack.settings);
};
