/**
 * Puts a Date in place of the worker's own that reads the runner's clock: real time plus the offset, in
 * milliseconds, that the clock keeps in shared memory. `performance` and timers stay real, so that a moved clock
 * never looks like a slow handler.
 */
export function moveDate(offset: SharedArrayBuffer): void {
  const RealDate = globalThis.Date;
  const shift = new Float64Array(offset);
  const now = (): number => Math.trunc(RealDate.now() + (shift[0] ?? 0));

  function MovedDate(this: unknown, ...parts: unknown[]): unknown {
    // `Date()` without new gives text, whatever it is passed.
    if (new.target === undefined) return new RealDate(now()).toString();
    return Reflect.construct(RealDate, parts.length === 0 ? [now()] : parts, new.target);
  }
  // The prototype is shared, so that `instanceof Date` and structured clones agree on what a date is.
  MovedDate.prototype = RealDate.prototype;
  Object.defineProperties(MovedDate, {
    name: { value: 'Date' },
    length: { value: 7 },
    now: { value: now, writable: true, configurable: true },
    parse: { value: RealDate.parse, writable: true, configurable: true },
    UTC: { value: RealDate.UTC, writable: true, configurable: true },
  });
  Object.defineProperty(RealDate.prototype, 'constructor', {
    value: MovedDate,
    writable: true,
    configurable: true,
  });
  globalThis.Date = MovedDate as unknown as DateConstructor;
}
