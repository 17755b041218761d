import type { MemberUse } from '../../organizations/members/member-list-store.ts';
import type { Sql } from '../database/sql.ts';

/** The sign-in is looked for among the last of what happened to the person, along the index (user_id, id). */
const selectUse = `SELECT
    (SELECT count(*) FROM session_records s JOIN users u ON u.id = s.user_id AND u.epoch = s.user_epoch
     WHERE s.user_id = $2 AND s.expires_at > $3)::int AS "liveSessions",
    (SELECT max(s.last_seen_at) FROM session_records s JOIN users u ON u.id = s.user_id AND u.epoch = s.user_epoch
     WHERE s.user_id = $2 AND s.expires_at > $3) AS "lastSeenAt",
    (SELECT e.at FROM (SELECT at, type, organization_id FROM audit_events WHERE user_id = $2 ORDER BY id DESC LIMIT 1000) e
     WHERE e.type = 'account.signed_in' AND e.organization_id = $1 LIMIT 1) AS "lastSignInAt"`;

export async function readMemberUse(
  sql: Sql,
  { organizationId, userId }: { readonly organizationId: string; readonly userId: string },
  now: Date,
): Promise<MemberUse> {
  const [row] = await sql<MemberUse>(selectUse, [organizationId, userId, now]);
  return row ?? { liveSessions: 0, lastSeenAt: null, lastSignInAt: null };
}
