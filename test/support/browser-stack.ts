import { installChromium } from './install-chromium.ts';
import sharedStack from './shared-stack.ts';

/** What the browser tests stand on: Chromium, and the stack that they share. */
export default async (): Promise<void> => {
  installChromium();
  await sharedStack();
};
