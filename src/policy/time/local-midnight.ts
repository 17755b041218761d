import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../facts.ts';

/**
 * The first instant of the next local date in an IANA time zone (ruling 16), always after `now`.
 * Zones that skip 00:00 begin the date later, zones that repeat it begin it at the first 00:00.
 * Throws a RangeError for a zone that does not exist: zones are checked where they enter.
 */
export function nextLocalMidnight(now: Instant, timeZone: string): Instant {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  const nextDate = local.toPlainDate().add({ days: 1 });
  const first = nextDate.toZonedDateTime({ timeZone }).epochMilliseconds;
  if (first > now) return first;
  // A clock put back across midnight returns to the old date: the new one then begins a second time.
  return nextDate.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: 'later' }).epochMilliseconds;
}

/** The first instant of a local date such as `2026-12-01`, as above. @param date of the calendar (time/instant.ts) */
export function startOfLocalDate(date: string, timeZone: string): Instant {
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone }).epochMilliseconds;
}
