import type { ToldMember, ToldMemberStore } from '../../organizations/telling/told-members.ts';
import type { Sql } from '../database/sql.ts';

export function createToldMemberStore(sql: Sql): ToldMemberStore {
  return {
    among: (organizationId, userIds) =>
      sql<ToldMember>(
        `SELECT user_id AS "userId", told_at AS at, told_of AS "of" FROM told_members
         WHERE organization_id = $1 AND user_id = ANY ($2)`,
        [organizationId, userIds],
      ),
    async note(organizationId, told) {
      if (told.length === 0) return;
      await sql(
        `INSERT INTO told_members (organization_id, user_id, told_at, told_of)
         SELECT $1, * FROM unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[])
         ON CONFLICT (organization_id, user_id) DO UPDATE SET told_at = excluded.told_at, told_of = excluded.told_of`,
        [
          organizationId,
          told.map(({ userId }) => userId),
          told.map(({ at }) => at.toISOString()),
          told.map(({ of }) => of.toISOString()),
        ],
      );
    },
  };
}
