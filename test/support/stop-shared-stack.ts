export default async (): Promise<void> => {
  await globalThis.cosellStack?.stop();
  globalThis.cosellStack = undefined;
};
