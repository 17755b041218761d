import type { ResetCandidate } from '../../organizations/resets/candidate.ts';
import type { ResetQueries } from '../../organizations/resets/reset-store.ts';
import type { Sql } from '../database/sql.ts';

/** The same as `managesUser` of a person (see person.ts), for many members without their other memberships. */
const isManaged = `(EXISTS (SELECT 1 FROM organization_domains d
    WHERE d.organization_id = m.organization_id AND d.domain = split_part(u.email, '@', 2))
  OR NOT EXISTS (SELECT 1 FROM members o WHERE o.user_id = u.id AND o.organization_id <> m.organization_id))`;

export function createResetQueries(sql: Sql): ResetQueries {
  return {
    resetCandidates: (organizationId, { named, afterUserId, limit }) =>
      sql<ResetCandidate>(
        `SELECT m.organization_id AS "organizationId", u.id AS "userId", u.email, m.role, m.override,
           m.override_set_at AS "overrideSetAt", m.override_reason AS "overrideReason",
           m.exempt_until AS "exemptUntil", m.suspended, m.rule_suspends AS "ruleSuspends",
           m.grace_until AS "graceUntil", m.joined_at AS "joinedAt",
           ${isManaged} AS "isManaged",
           EXISTS (SELECT 1 FROM authenticators a WHERE a.user_id = u.id) AS "hasFactor",
           u.deactivated_at IS NOT NULL AS "isDeactivated"
         FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND ($2::uuid IS NULL OR m.user_id > $2)
           AND ($3::text[] IS NULL OR u.email = ANY ($3) OR u.id::text = ANY ($3))
         ORDER BY m.user_id LIMIT $4`,
        // The database cannot be asked for a text with this character; nobody has such a name.
        [organizationId, afterUserId, named?.filter((each) => !each.includes('\0')) ?? null, limit],
      ),
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
  };
}
