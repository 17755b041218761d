import type { Throttled } from '../../limits/limit.ts';
import type { LimitStore } from '../../limits/limit-store.ts';
import {
  firstPasswordDelaySeconds,
  freePasswordFailures,
  longestPasswordDelaySeconds,
} from '../../limits/password-throttle.ts';
import type { Sql } from '../database/sql.ts';

/** Failures are forgotten after a day without one. */
const forgetAfterSeconds = 24 * 60 * 60;

/**
 * One more failure unless still blocked; the WHERE makes it one row or none, also under concurrency.
 * The delay is that of throttleAfter() in limits/password-throttle.ts; test/storage holds the two together.
 */
export const chargeThrottle = `INSERT INTO throttles AS t (key_hash, failures, updated_at) VALUES ($1, 1, $2)
  ON CONFLICT (key_hash) DO UPDATE SET
    failures = CASE WHEN t.updated_at < $2::timestamptz - make_interval(secs => ${forgetAfterSeconds})
      THEN 1 ELSE t.failures + 1 END,
    blocked_until = CASE WHEN t.updated_at < $2::timestamptz - make_interval(secs => ${forgetAfterSeconds}) THEN NULL
      WHEN t.failures + 1 >= ${freePasswordFailures} THEN $2::timestamptz + make_interval(secs =>
        least(${longestPasswordDelaySeconds},
          ${firstPasswordDelaySeconds} * power(2, least(t.failures + 1 - ${freePasswordFailures}, 30)))) END,
    updated_at = $2
  WHERE t.blocked_until IS NULL OR t.blocked_until <= $2 RETURNING failures`;

/** Two days after the last charge a throttle is removed, so that no time above that can be kept. */
const consumeLimit = `INSERT INTO throttles AS t (key_hash, failures, blocked_until, updated_at) VALUES ($1, 1, $3, $2)
  ON CONFLICT (key_hash) DO UPDATE SET failures = 1, blocked_until = $3, updated_at = $2
  WHERE t.blocked_until IS NULL OR t.blocked_until <= $2 RETURNING 1`;

/**
 * `$3` charges within `$4` seconds; `updated_at` is the beginning of the window. The last one of a window blocks until its
 * end, so that what is blocked is told until when.
 */
const chargeWithin = `INSERT INTO throttles AS t (key_hash, failures, blocked_until, updated_at)
    VALUES ($1, 1, CASE WHEN $3::int <= 1 THEN $2::timestamptz + make_interval(secs => $4::int) END, $2)
  ON CONFLICT (key_hash) DO UPDATE SET (failures, blocked_until, updated_at) = (
    SELECT n.failures, CASE WHEN n.failures >= $3::int THEN n.began_at + make_interval(secs => $4::int) END, n.began_at
    FROM (SELECT CASE WHEN o.is_over THEN 1 ELSE t.failures + 1 END AS failures,
        CASE WHEN o.is_over THEN $2::timestamptz ELSE t.updated_at END AS began_at
      FROM (SELECT t.updated_at <= $2::timestamptz - make_interval(secs => $4::int) AS is_over) o) n)
  WHERE t.blocked_until IS NULL OR t.blocked_until <= $2 RETURNING 1`;

export function createLimitStore(sql: Sql): LimitStore {
  return {
    async charge(key, now) {
      const rows = await sql(chargeThrottle, [key, now]);
      return rows.length === 1 ? { result: 'charged' } : throttledUntil(sql, key, now);
    },
    async consume(key, everySeconds, now) {
      const rows = await sql(consumeLimit, [key, now, new Date(now.getTime() + everySeconds * 1000)]);
      return rows.length === 1 ? { result: 'charged' } : throttledUntil(sql, key, now);
    },
    async chargeWithin(key, { most, windowSeconds }, now) {
      const rows = await sql(chargeWithin, [key, now, most, windowSeconds]);
      return rows.length === 1 ? { result: 'charged' } : throttledUntil(sql, key, now);
    },
    async areBlocked(keys, now) {
      const rows = await sql<{ key_hash: Buffer }>(
        'SELECT key_hash FROM throttles WHERE key_hash = ANY ($1) AND blocked_until > $2',
        [keys, now],
      );
      const blocked = new Set(rows.map(({ key_hash: hash }) => hash.toString('hex')));
      return keys.map((key) => blocked.has(key.toString('hex')));
    },
    async clear(key) {
      await sql('DELETE FROM throttles WHERE key_hash = $1', [key]);
    },
  };
}

/** What is told to whoever was not charged. */
export async function throttledUntil(sql: Sql, key: Buffer, now: Date): Promise<Throttled> {
  const [row] = await sql<{ blocked_until: Date | null }>(
    'SELECT blocked_until FROM throttles WHERE key_hash = $1',
    [key],
  );
  const waitMs = (row?.blocked_until?.getTime() ?? now.getTime()) - now.getTime();
  return { result: 'throttled', retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
}
