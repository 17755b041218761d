import type { AccountStore } from '../../people/account-store.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { isTaken } from '../database/failures.ts';
import { removalOf } from '../database/record-writes.ts';
import { hashOrNull } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import { chargeThrottle, throttledUntil } from './limits.ts';
import { personColumns } from './person.ts';
import { type Json, type PersonRow, personOf, userOf } from './person-row.ts';

/** Made once: the text of a statement is what it is recognized by, and this one is asked in each sign-in. */
const chargeAndFind = `WITH charged AS (${chargeThrottle})
  SELECT ${personColumns('NULL', '$4')} FROM charged LEFT JOIN users u ON u.email = $3`;

export function createAccountStore(sql: Sql): AccountStore {
  const changePassword: AccountStore['changePassword'] = async (
    userId,
    epoch,
    { hash, isShort, changedAt },
  ) => {
    const [row] = await sql<{ epoch: number }>(
      `UPDATE users SET password_hash = $3, password_is_short = $4, password_changed_at = $5, password_reset_at = NULL,
         epoch = epoch + 1
       WHERE id = $1 AND epoch = $2 RETURNING epoch`,
      [userId, epoch, hash, isShort, changedAt],
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
      if (row === undefined) return throttledUntil(sql, key, now);
      return { result: 'charged', person: row.user === null ? null : personOf(row) };
    },
    async create(user) {
      await refusingTaken(user.email, () =>
        sql(
          `INSERT INTO users (id, email, email_verified, name, profile, password_hash, password_is_short, created_at,
             must_enroll_since, deactivated_at, attributes, password_changed_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
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
            JSON.stringify(user.attributes),
            user.passwordChangedAt,
          ],
        ),
      );
    },
    async updateProfile(userId, { name, emailVerified, profile, attributes }) {
      await sql(
        'UPDATE users SET name = $2, email_verified = $3, profile = $4, attributes = $5 WHERE id = $1',
        [userId, name, emailVerified, JSON.stringify(profile), JSON.stringify(attributes)],
      );
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
    async lockAll(userIds) {
      await sql('SELECT id FROM users WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE', [userIds]);
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
    async requireNewPassword(userId, since) {
      await sql(
        `UPDATE users SET password_reset_at = coalesce(password_reset_at, $2), epoch = epoch + 1 WHERE id = $1`,
        [userId, since],
      );
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
    async page(afterEmail, limit) {
      const rows = await sql<{ user: Json }>(
        `SELECT to_json(u) AS "user" FROM users u WHERE $1::text IS NULL OR u.email > $1 ORDER BY u.email LIMIT $2`,
        [afterEmail, limit],
      );
      return rows.map(({ user }) => userOf(user));
    },
    async lockMembersOf(organizationId) {
      await sql(
        `SELECT id FROM users WHERE id IN (SELECT user_id FROM members WHERE organization_id = $1)
         ORDER BY id FOR NO KEY UPDATE`,
        [organizationId],
      );
    },
    async setDeactivated(userId, since) {
      await sql('UPDATE users SET deactivated_at = $2, epoch = epoch + 1 WHERE id = $1', [userId, since]);
    },
    async setOperator({ id, isOperator }) {
      await sql('UPDATE users SET is_operator = $2 WHERE id = $1', [id, isOperator]);
    },
    async erase(userId) {
      await sql(removalOf('account_id = $1'), [userId]);
      // What names the user in other tables goes with this row, or no longer names them (who has invited).
      await sql('DELETE FROM users WHERE id = $1', [userId]);
    },
    replacePassword: (userId, epoch, password) =>
      changePassword(userId, epoch, { ...password, isShort: false }),
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
