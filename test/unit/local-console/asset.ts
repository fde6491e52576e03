/** A module of the console's browser code. It is plain JavaScript, checked by local/console/tsconfig.json. */
// biome-ignore lint/suspicious/noExplicitAny: this program does not read the modules' types
export const asset = (name: string): Promise<any> =>
  import(new URL(`../../../local/console/assets/${name}`, import.meta.url).href);
