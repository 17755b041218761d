/** Moves the time of this process; the server of the tests runs in it. Timers are left alone, but for the longest. */
const RealDate = globalThis.Date;
let offsetMs = 0;

class ShiftedDate extends RealDate {
  constructor(...args: [] | [number | string | Date]) {
    super(...((args.length === 0 ? [RealDate.now() + offsetMs] : args) as [number]));
  }

  static override now(): number {
    return RealDate.now() + offsetMs;
  }
}

/**
 * Longest delay that Node knows, milliseconds; it fires a timer of a longer one at once. The embedded database sets timers by
 * the difference of two times, and would set one each millisecond after a journey home from far away.
 */
const longestTimerMs = 2 ** 31 - 1;
const setAnyTimeout = globalThis.setTimeout;
globalThis.setTimeout = Object.assign(
  (work: () => void, delayMs?: number, ...more: []) =>
    setAnyTimeout(work, delayMs === undefined ? delayMs : Math.min(delayMs, longestTimerMs), ...more),
  setAnyTimeout,
) as typeof setTimeout;

/** Goes forward (or back) by so many seconds from the present test time. */
export function travel(seconds: number): void {
  offsetMs += seconds * 1000;
  globalThis.Date = ShiftedDate as DateConstructor;
}

/** Goes to an instant, ISO 8601. */
export function travelTo(instant: string): void {
  travel((RealDate.parse(instant) - ShiftedDate.now()) / 1000);
}

/** Back to the real time. */
export function travelHome(): void {
  offsetMs = 0;
  globalThis.Date = RealDate;
}
