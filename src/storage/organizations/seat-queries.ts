import type { OrganizationStore } from '../../organizations/core/organization-store.ts';
import type { Sql } from '../database/sql.ts';

type SeatQueries = Pick<
  OrganizationStore,
  | 'reinstate'
  | 'suspendedByRule'
  | 'requiredMembers'
  | 'administrators'
  | 'seatHolders'
  | 'startGrace'
  | 'noteRemoved'
  | 'forgetRemoved'
  | 'wasRemoved'
>;

const isSuspendedByRule = "(suspended = 'by_rule' OR rule_suspends)";

/** Who takes seats, joins, and is told about it. */
export function createSeatQueries(sql: Sql): SeatQueries {
  const emails = async (text: string, parameters: readonly unknown[]) =>
    (await sql<{ email: string }>(text, parameters)).map(({ email }) => email);
  const userIds = async (text: string, parameters: readonly unknown[]) =>
    (await sql<{ userId: string }>(text, parameters)).map(({ userId }) => userId);
  return {
    suspendedByRule: (organizationId, { userId, after, limit }) =>
      userIds(
        `SELECT user_id AS "userId" FROM members
         WHERE organization_id = $1 AND ${isSuspendedByRule} AND user_id = coalesce($2::uuid, user_id)
           AND user_id > $3 ORDER BY user_id LIMIT $4`,
        [organizationId, userId, after ?? '00000000-0000-0000-0000-000000000000', limit],
      ),
    async reinstate(organizationId, users) {
      const rows = await sql<{ userId: string; isActive: boolean }>(
        `UPDATE members SET suspended = nullif(suspended, 'by_rule'), rule_suspends = false
         WHERE (organization_id, user_id) IN (SELECT organization_id, user_id FROM members
           WHERE organization_id = $1 AND user_id = ANY ($2) AND ${isSuspendedByRule}
           ORDER BY user_id FOR NO KEY UPDATE SKIP LOCKED)
         RETURNING user_id AS "userId", suspended IS NULL AS "isActive"`,
        [organizationId, users],
      );
      return rows.filter(({ isActive }) => isActive).map(({ userId }) => userId);
    },
    requiredMembers: (organizationId) => emails(members("m.override = 'required'"), [organizationId]),
    administrators: (organizationId) =>
      emails(members("m.role IN ('owner', 'admin') AND m.suspended IS NULL AND u.deactivated_at IS NULL"), [
        organizationId,
      ]),
    async seatHolders(organizationId, now) {
      const invited =
        'SELECT email FROM invitations WHERE organization_id = $1 AND expires_at > $2 ORDER BY email';
      return {
        members: await emails(members('true'), [organizationId]),
        invitations: await emails(invited, [organizationId, now]),
      };
    },
    async noteRemoved(organizationId, userId, now) {
      await sql(
        `INSERT INTO removed_members (organization_id, user_id, removed_at) VALUES ($1, $2, $3)
         ON CONFLICT (organization_id, user_id) DO UPDATE SET removed_at = excluded.removed_at`,
        [organizationId, userId, now],
      );
    },
    async forgetRemoved(organizationId, userId) {
      await sql('DELETE FROM removed_members WHERE organization_id = $1 AND user_id = $2', [
        organizationId,
        userId,
      ]);
    },
    async wasRemoved(organizationId, userId) {
      const rows = await sql('SELECT 1 FROM removed_members WHERE organization_id = $1 AND user_id = $2', [
        organizationId,
        userId,
      ]);
      return rows.length === 1;
    },
    async startGrace(organizationId, userId) {
      const rows = await sql(
        'INSERT INTO graces (organization_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
        [organizationId, userId],
      );
      return rows.length === 1;
    },
  };
}

function members(condition: string): string {
  return `SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
    WHERE m.organization_id = $1 AND ${condition} ORDER BY u.email`;
}
