import type { MemberCounts } from '../../organizations/members/member-summary.ts';
import type { TrendDay } from '../../organizations/members/protection-trend.ts';
import type { Instant } from '../../policy/facts.ts';
import { localInstant } from '../../policy/time/local-instant.ts';
import { lineChart } from '../charts/line.ts';
import { percentOf, stackedBar } from '../charts/stacked-bar.ts';

/** A day of the chart. */
export interface ShownDay {
  /** Its noon. */
  readonly at: Instant;
  readonly protected: number;
}

/** The pictures of the counts, and the days that the line goes through. */
export function pictureOf(counts: MemberCounts, trend: readonly TrendDay[], timeZone: string) {
  const parts = [counts.protected, counts.pending, counts.unprotected];
  const values = trend.map((day) => day.protected);
  return {
    bar: stackedBar(parts),
    shares: parts.map((part) => percentOf(part, counts.members)),
    chart: lineChart(values, counts.members),
    days: trend.map(
      (day): ShownDay => ({ at: localInstant(day.date, '12:00', timeZone) ?? 0, protected: day.protected }),
    ),
  };
}
