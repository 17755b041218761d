import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../facts.ts';
import { nextLocalMidnight, startOfLocalDate } from './local-midnight.ts';

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

/** When a local date begins in an IANA time zone, and the first instant after it; null for what is no date. */
export function localDay(
  date: string,
  timeZone: string,
): { readonly startsAt: Instant; readonly endsAt: Instant } | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return null;
  try {
    const startsAt = startOfLocalDate(date, timeZone);
    return { startsAt, endsAt: nextLocalMidnight(startsAt, timeZone) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
