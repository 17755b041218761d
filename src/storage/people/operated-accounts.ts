import type { AccountStore } from '../../people/account-store.ts';
import { removalOf } from '../database/record-writes.ts';
import type { Sql } from '../database/sql.ts';
import { type Json, userOf } from './person-row.ts';

/** The part of the store that is about accounts as the operator sees them. */
export function createOperatedStatements(
  sql: Sql,
): Pick<AccountStore, 'page' | 'lockMembersOf' | 'setDeactivated' | 'setOperator' | 'erase'> {
  return {
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
  };
}
