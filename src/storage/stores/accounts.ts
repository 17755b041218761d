import {
  firstPasswordDelaySeconds,
  freePasswordFailures,
  longestPasswordDelaySeconds,
} from '../../accounts/password-throttle.ts';
import type { AccountStore, Throttled } from '../../accounts/store.ts';
import { Refusal } from '../../refusal.ts';
import { type Sql, StatementFailed } from '../sql.ts';
import { type PersonRow, personColumns, personOf } from './person.ts';

/** Failures are forgotten after a day without one. */
const forgetAfterSeconds = 24 * 60 * 60;

/**
 * One more failure unless still blocked; the WHERE makes it one row or none, also under concurrency.
 * The delay is that of throttleAfter() in accounts/password-throttle.ts; test/storage holds the two together.
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

export function createAccountStore(sql: Sql): AccountStore {
  const throttled = async (key: Buffer, now: Date): Promise<Throttled> => {
    const [row] = await sql<{ blocked_until: Date | null }>(
      'SELECT blocked_until FROM throttles WHERE key_hash = $1',
      [key],
    );
    const waitMs = (row?.blocked_until?.getTime() ?? now.getTime()) - now.getTime();
    return { result: 'throttled', retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
  };

  return {
    async chargePasswordAttempt(key, email, now) {
      const [row] = await sql<PersonRow>(
        `WITH charged AS (${chargeThrottle})
         SELECT ${personColumns('NULL')} FROM charged LEFT JOIN users u ON u.email = $3`,
        // The database cannot be asked for a text with this character; such an address is nobody's.
        [key, now, email.includes('\0') ? null : email],
      );
      if (row === undefined) return throttled(key, now);
      return { result: 'charged', person: row.user === null ? null : personOf(row) };
    },
    async charge(key, now) {
      const rows = await sql(chargeThrottle, [key, now]);
      return rows.length === 1 ? { result: 'charged' } : throttled(key, now);
    },
    async clearThrottle(key) {
      await sql('DELETE FROM throttles WHERE key_hash = $1', [key]);
    },
    async create(user) {
      try {
        await sql(
          `INSERT INTO users (id, email, email_verified, name, profile, password_hash, password_is_short, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [
            user.id,
            user.email,
            user.emailVerified,
            user.name,
            JSON.stringify(user.profile),
            user.passwordHash,
            user.passwordIsShort,
            user.createdAt,
          ],
        );
      } catch (error) {
        if (error instanceof StatementFailed && error.constraint === 'users_email_unique') {
          throw new Refusal('email_taken', { list: [user.email] });
        }
        throw error;
      }
    },
    async updateProfile(userId, { name, emailVerified, profile }) {
      await sql('UPDATE users SET name = $2, email_verified = $3, profile = $4 WHERE id = $1', [
        userId,
        name,
        emailVerified,
        JSON.stringify(profile),
      ]);
    },
    async setPasswordHash(userId, hash) {
      await sql('UPDATE users SET password_hash = $2 WHERE id = $1', [userId, hash]);
    },
    async endSessions(userId) {
      await sql('UPDATE users SET epoch = epoch + 1 WHERE id = $1', [userId]);
    },
    async replacePassword(userId, epoch, hash) {
      const [row] = await sql<{ epoch: number }>(
        `UPDATE users SET password_hash = $3, password_is_short = false, epoch = epoch + 1
         WHERE id = $1 AND epoch = $2 RETURNING epoch`,
        [userId, epoch, hash],
      );
      return row?.epoch ?? null;
    },
  };
}
