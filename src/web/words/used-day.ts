import type { Instant } from '../../policy/facts.ts';

/** A day that is known in UTC alone, as an instant that is on that day nearly everywhere; null for never. @param day `2026-12-01` */
export function noonOf(day: string | null): Instant | null {
  return day === null ? null : Date.parse(`${day}T12:00:00Z`);
}
