import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../facts.ts';

/** Why people may be surprised by what takes effect at an instant. */
export const awkwardnesses = ['soon', 'night', 'weekend'] as const;

export type Awkwardness = (typeof awkwardnesses)[number];

/** Less than this ahead is too soon for people to see to it, in hours. */
const soonHours = 24;

/** Local hours of the night: from the first until before the second. */
const [nightFrom, nightUntil] = [22, 6];

/** What is awkward about an instant, told in the zone of an organization; nothing in most cases. */
export function awkwardnessOf(at: Instant, timeZone: string, now: Instant): readonly Awkwardness[] {
  const { hour, dayOfWeek } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const is: Readonly<Record<Awkwardness, boolean>> = {
    soon: at - now < soonHours * 3_600_000,
    night: hour >= nightFrom || hour < nightUntil,
    weekend: dayOfWeek > 5,
  };
  return awkwardnesses.filter((name) => is[name]);
}
