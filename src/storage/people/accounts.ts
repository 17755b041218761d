import type { Throttled } from '../../limits/limit.ts';
import {
  firstPasswordDelaySeconds,
  freePasswordFailures,
  longestPasswordDelaySeconds,
} from '../../limits/password-throttle.ts';
import type { AccountStore } from '../../people/account-store.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { isTaken } from '../database/failures.ts';
import { hashOrNull } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import { createOperatedStatements } from './operated-accounts.ts';
import { personColumns } from './person.ts';
import { type PersonRow, personOf } from './person-row.ts';

/** Failures are forgotten after a day without one. */
const forgetAfterSeconds = 24 * 60 * 60;

/**
 * One more failure unless still blocked; the WHERE makes it one row or none, also under concurrency.
 * The delay is that of throttleAfter() in limits/password-throttle.ts; test/storage holds the two together.
 */
const chargeThrottle = `INSERT INTO throttles AS t (key_hash, failures, updated_at) VALUES ($1, 1, $2)
  ON CONFLICT (key_hash) DO UPDATE SET
    failures = CASE WHEN t.updated_at < $2::timestamptz - make_interval(secs => ${forgetAfterSeconds})
      THEN 1 ELSE t.failures + 1 END,
    blocked_until = CASE WHEN t.updated_at < $2::timestamptz - make_interval(secs => ${forgetAfterSeconds}) THEN NULL
      WHEN t.failures + 1 >= ${freePasswordFailures} THEN $2::timestamptz + make_interval(secs =>
        least(${longestPasswordDelaySeconds},
          ${firstPasswordDelaySeconds} * power(2, least(t.failures + 1 - ${freePasswordFailures}, 30)))) END,
    updated_at = $2
  WHERE t.blocked_until IS NULL OR t.blocked_until <= $2 RETURNING failures`;

/** Made once: the text of a statement is what it is recognized by, and this one is asked in each sign-in. */
const chargeAndFind = `WITH charged AS (${chargeThrottle})
  SELECT ${personColumns('NULL', '$4')} FROM charged LEFT JOIN users u ON u.email = $3`;

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

export function createAccountStore(sql: Sql): AccountStore {
  const throttled = async (key: Buffer, now: Date): Promise<Throttled> => {
    const [row] = await sql<{ blocked_until: Date | null }>(
      'SELECT blocked_until FROM throttles WHERE key_hash = $1',
      [key],
    );
    const waitMs = (row?.blocked_until?.getTime() ?? now.getTime()) - now.getTime();
    return { result: 'throttled', retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
  };

  const changePassword: AccountStore['changePassword'] = async (userId, epoch, { hash, isShort }) => {
    const [row] = await sql<{ epoch: number }>(
      `UPDATE users SET password_hash = $3, password_is_short = $4, password_reset_at = NULL, epoch = epoch + 1
       WHERE id = $1 AND epoch = $2 RETURNING epoch`,
      [userId, epoch, hash, isShort],
    );
    return row?.epoch ?? null;
  };

  return {
    async chargePasswordAttempt({ key, email, deviceId }, now) {
      const [row] = await sql<PersonRow>(
        chargeAndFind,
        // The database cannot be asked for a text with this character; such an address is nobody's.
        [key, now, email.includes('\0') ? null : email, hashOrNull(deviceId)],
      );
      if (row === undefined) return throttled(key, now);
      return { result: 'charged', person: row.user === null ? null : personOf(row) };
    },
    async charge(key, now) {
      const rows = await sql(chargeThrottle, [key, now]);
      return rows.length === 1 ? { result: 'charged' } : throttled(key, now);
    },
    async consumeLimit(key, everySeconds, now) {
      const rows = await sql(consumeLimit, [key, now, new Date(now.getTime() + everySeconds * 1000)]);
      return rows.length === 1 ? { result: 'charged' } : throttled(key, now);
    },
    async chargeWithin(key, { most, windowSeconds }, now) {
      const rows = await sql(chargeWithin, [key, now, most, windowSeconds]);
      return rows.length === 1 ? { result: 'charged' } : throttled(key, now);
    },
    async clearThrottle(key) {
      await sql('DELETE FROM throttles WHERE key_hash = $1', [key]);
    },
    async create(user) {
      await refusingTaken(user.email, () =>
        sql(
          `INSERT INTO users (id, email, email_verified, name, profile, password_hash, password_is_short, created_at,
             must_enroll_since, deactivated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          [
            user.id,
            user.email,
            user.emailVerified,
            user.name,
            JSON.stringify(user.profile),
            user.passwordHash,
            user.passwordIsShort,
            user.createdAt,
            user.mustEnrollSince,
            user.deactivatedAt,
          ],
        ),
      );
    },
    async updateProfile(userId, { name, emailVerified, profile }) {
      await sql('UPDATE users SET name = $2, email_verified = $3, profile = $4 WHERE id = $1', [
        userId,
        name,
        emailVerified,
        JSON.stringify(profile),
      ]);
    },
    async renewPasswordHash({ id, passwordHash }, { hash, isShort }) {
      await sql(
        'UPDATE users SET password_hash = $3, password_is_short = $4 WHERE id = $1 AND password_hash = $2',
        [id, passwordHash, hash, isShort],
      );
    },
    // Not FOR UPDATE: rows that only name a person, like a new session, need not wait for who changes that person.
    async lock(userId) {
      await sql('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
    },
    async changeEmail(userId, email, now) {
      await refusingTaken(email, () =>
        sql('UPDATE users SET email = $2, email_verified = true, email_changed_at = $3 WHERE id = $1', [
          userId,
          email,
          now,
        ]),
      );
    },
    async markForReset(userIds, orderedAt) {
      const rows = await sql<{ id: string }>(
        `WITH due AS (SELECT id FROM users WHERE id = ANY ($1)
             AND (reset_ordered_at IS NULL OR reset_ordered_at < $2) ORDER BY id FOR NO KEY UPDATE)
         UPDATE users u SET password_reset_at = $2, reset_ordered_at = $2, epoch = epoch + 1
         FROM due d WHERE u.id = d.id RETURNING u.id`,
        [userIds, orderedAt],
      );
      return rows.map(({ id }) => id);
    },
    async markMustEnroll(userIds, since) {
      const rows = await sql<{ id: string }>(
        `UPDATE users u SET must_enroll_since = coalesce(must_enroll_since, $2)
         WHERE id = ANY ($1) AND NOT EXISTS (SELECT 1 FROM authenticators a WHERE a.user_id = u.id) RETURNING id`,
        [userIds, since],
      );
      return rows.map(({ id }) => id);
    },
    async clearSecondFactorFailures(userId) {
      const [row] = await sql<{ failures: number }>(
        `WITH before AS (SELECT id, second_factor_failures AS failures FROM users WHERE id = $1 FOR NO KEY UPDATE)
         UPDATE users u SET second_factor_failures = 0, second_factor_locked_until = NULL
         FROM before b WHERE u.id = b.id RETURNING b.failures`,
        [userId],
      );
      return row?.failures ?? null;
    },
    async endSessions(userId) {
      await sql('UPDATE users SET epoch = epoch + 1 WHERE id = $1', [userId]);
    },
    async endSessionsOf(userIds) {
      await sql(
        `WITH ended AS (SELECT id FROM users WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE)
         UPDATE users u SET epoch = epoch + 1 FROM ended e WHERE u.id = e.id`,
        [userIds],
      );
    },
    ...createOperatedStatements(sql),
    replacePassword: (userId, epoch, hash) => changePassword(userId, epoch, { hash, isShort: false }),
    changePassword,
  };
}

async function refusingTaken(email: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isTaken(error, 'users_email_unique')) throw new Refusal('email_taken', { list: [email] });
    throw error;
  }
}
