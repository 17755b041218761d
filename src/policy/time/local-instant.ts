import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../facts.ts';

/**
 * The instant of a local date and time in an IANA time zone, as they are typed into a date and a time field; null for what
 * is no date or no time. A time that a clock put forward skips counts as that much later, one that it repeats as the first.
 * @param date ISO 8601, e.g. `2026-12-01`
 * @param time e.g. `09:30`
 */
export function localInstant(date: string, time: string, timeZone: string): Instant | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d$/.test(time)) return null;
  try {
    const plain = Temporal.PlainDateTime.from(`${date}T${time}`);
    return plain.toZonedDateTime(timeZone).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The same time of day so many days later, in an IANA time zone. */
export function daysLater(now: Instant, days: number, timeZone: string): Instant {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).add({ days })
    .epochMilliseconds;
}
