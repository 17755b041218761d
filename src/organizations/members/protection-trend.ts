import type { LocalDay } from '../../policy/time/local-days.ts';
import type { MemberTally } from './member-list-store.ts';

/** Local dates that the trend goes back, today included. */
export const trendDays = 30;

export interface TrendDay {
  /** In the time zone of the organization, e.g. `2026-12-01`. */
  readonly date: string;
  readonly protected: number;
}

/**
 * How many of today's members were protected at the end of each of these days, by the factors that they have today. The last
 * day is today.
 * @param tallies with the ends of the days as their instants
 */
export function protectionTrend(
  days: readonly LocalDay[],
  tallies: readonly Pick<MemberTally, 'protectedBefore' | 'members'>[],
): readonly TrendDay[] {
  const today = days.length - 1;
  return days.map(({ date }, day) => {
    // Whoever is protected is so today, also by a clock that is ahead.
    const already = tallies.filter(
      ({ protectedBefore }) => protectedBefore !== null && Math.min(protectedBefore, today) <= day,
    );
    return { date, protected: already.reduce((sum, { members }) => sum + members, 0) };
  });
}
