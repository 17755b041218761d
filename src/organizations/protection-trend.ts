import { lastLocalDays } from '../policy/local-days.ts';
import type { StatusTerms } from '../policy/status-terms.ts';
import type { Db } from '../stores.ts';
import type { Organization } from './organization.ts';

/** Local dates that the trend goes back, today included. */
export const trendDays = 30;

export interface TrendDay {
  /** In the time zone of the organization, e.g. `2026-12-01`. */
  readonly date: string;
  readonly protected: number;
}

/** Days that are over change only with whoever leaves or loses a factor, so they are counted again this late. */
const countedAgainAfterMs = 5 * 60 * 1000;

const mostOrganizations = 1000;

interface Counted {
  readonly at: number;
  readonly days: Promise<readonly TrendDay[]>;
}

/** Of each database, by organization, date and factors that count; the oldest first. */
const counted = new WeakMap<Db, Map<string, Counted>>();

/**
 * How many of today's members were protected at the end of each of the last days, by the factors that they have today;
 * oldest first. It counts all members, so that what was found is kept for some minutes.
 */
export function protectionTrend(
  db: Db,
  { id, timeZone }: Pick<Organization, 'id' | 'timeZone'>,
  { protecting }: Pick<StatusTerms, 'protecting'>,
  now: Date,
): Promise<readonly TrendDay[]> {
  const days = lastLocalDays(now.getTime(), timeZone, trendDays);
  const key = [id, timeZone, days.at(-1)?.date, ...protecting].join(' ');
  const known = counted.get(db) ?? new Map<string, Counted>();
  counted.set(db, known);
  const found = known.get(key);
  const ageMs = now.getTime() - (found?.at ?? Number.NEGATIVE_INFINITY);
  if (found !== undefined && ageMs >= 0 && ageMs < countedAgainAfterMs) return found.days;
  const instants = days.map(({ endsAt }) => new Date(endsAt));
  const counting = db
    .transaction(({ members }) => members.protectedBefore(id, { protecting }, instants))
    .then((counts) => days.map(({ date }, index) => ({ date, protected: counts[index] ?? 0 })));
  remember(known, key, { at: now.getTime(), days: counting });
  return counting;
}

function remember(known: Map<string, Counted>, key: string, value: Counted): void {
  known.delete(key);
  known.set(key, value);
  value.days.catch(() => known.delete(key));
  const [oldest] = known.keys();
  if (known.size > mostOrganizations && oldest !== undefined) known.delete(oldest);
}
