import type { EntityManager } from 'typeorm';
import type { MemberStore } from '../../organizations/members/member-store.ts';
import type { Sql } from '../database/sql.ts';
import { countActiveOwners } from '../members/active-owners.ts';
import { emailsBy } from './emails.ts';
import { MemberEntity } from './member-entity.ts';

const isSuspendedByRule = "(suspended = 'by_rule' OR rule_suspends)";

export function createMemberStore(manager: EntityManager, sql: Sql): MemberStore {
  const userIds = async (text: string, parameters: readonly unknown[]) =>
    (await sql<{ userId: string }>(text, parameters)).map(({ userId }) => userId);
  return {
    find: (organizationId, userId) => manager.findOneBy(MemberEntity, { organizationId, userId }),
    async save(member) {
      // A copy: the library writes into it what triggers have added.
      await manager.upsert(MemberEntity, { ...member }, ['organizationId', 'userId']);
    },
    async remove(organizationId, userId) {
      await manager.delete(MemberEntity, { organizationId, userId });
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
    async activeOwners(organizationId) {
      const [row] = await sql<{ owners: number }>(countActiveOwners, [organizationId]);
      return row?.owners ?? 0;
    },
    owners: (organizationId) =>
      sql(
        `SELECT u.id AS "userId", u.email,
           ARRAY(SELECT DISTINCT a.kind FROM authenticators a WHERE a.user_id = u.id) AS factors
         FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND m.role = 'owner' AND m.suspended IS NULL AND u.deactivated_at IS NULL
         ORDER BY m.joined_at, u.id`,
        [organizationId],
      ),
    administrators: (organizationId) =>
      emailsBy(
        sql,
        members("m.role IN ('owner', 'admin') AND m.suspended IS NULL AND u.deactivated_at IS NULL"),
        [organizationId],
      ),
    async countRequired(organizationId) {
      const [row] = await sql<{ members: number }>(
        "SELECT count(*)::int AS members FROM members WHERE organization_id = $1 AND override = 'required'",
        [organizationId],
      );
      return row?.members ?? 0;
    },
    required: (organizationId) => emailsBy(sql, members("m.override = 'required'"), [organizationId]),
    async clearRequired(organizationId, now) {
      const rows = await sql<{ userId: string }>(
        `UPDATE members SET override = 'inherit', override_set_at = $2, override_reason = NULL
         WHERE organization_id = $1 AND override = 'required' RETURNING user_id AS "userId"`,
        [organizationId, now],
      );
      return rows.map(({ userId }) => userId);
    },
    async chooseInheriting(organizationId, { userIds, reason }, now) {
      const rows = await sql<{ userId: string }>(
        `UPDATE members SET override = 'required', override_set_at = $4, override_reason = $3, exempt_until = NULL
         WHERE organization_id = $1 AND user_id = ANY ($2)
           AND (override = 'inherit' OR (override = 'exempt' AND exempt_until <= $4))
         RETURNING user_id AS "userId"`,
        [organizationId, userIds, reason, now],
      );
      return rows.map(({ userId }) => userId);
    },
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
  };
}

function members(condition: string): string {
  return `SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
    WHERE m.organization_id = $1 AND ${condition} ORDER BY u.email`;
}
