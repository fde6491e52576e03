// Loaded by every function before its own code: the moved clock, and MiniStack in place of AWS for fetch (MiniStack
// itself sends only the https module's requests there).
const { readFileSync } = require('node:fs');

const RealDate = Date;
const offset = () => Number(readFileSync(process.env.COSELL_CLOCK_FILE, 'utf8'));
class MovedDate extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [MovedDate.now()] : parts));
  }
  static now() {
    return RealDate.now() + offset();
  }
}
globalThis.Date = MovedDate;

const realFetch = fetch;
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (!url.hostname.endsWith('.amazonaws.com')) return realFetch(input, init);
  return realFetch(new URL(url.pathname + url.search, process.env.AWS_ENDPOINT_URL), init);
};
