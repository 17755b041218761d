import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../facts.ts';
import { nextLocalMidnight } from './local-midnight.ts';

/** One local date, and the first instant that is not in it any more. */
export interface LocalDay {
  /** ISO 8601, e.g. `2026-12-01`. */
  readonly date: string;
  readonly endsAt: Instant;
}

/** The last `count` local dates in an IANA time zone, oldest first; the last one is that of `now`. */
export function lastLocalDays(now: Instant, timeZone: string, count: number): readonly LocalDay[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  return Array.from({ length: count }, (_, index) => {
    const date = today.subtract({ days: count - 1 - index });
    const startsAt = date.toZonedDateTime({ timeZone }).epochMilliseconds;
    return { date: date.toString(), endsAt: nextLocalMidnight(startsAt, timeZone) };
  });
}
