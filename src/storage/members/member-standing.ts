import { failuresBeforeStop } from '../../limits/failure-limit.ts';
import type { AskedStanding, MemberStanding } from '../../organizations/members/member-list-store.ts';
import type { FactorKind } from '../../policy/facts.ts';
import type { Sql } from '../database/sql.ts';
import { override, protectedSince } from './member-conditions.ts';

export async function readStanding(
  sql: Sql,
  organizationId: string,
  { protecting, instants, now, exemptionsBy, invitationsBy }: AskedStanding,
): Promise<MemberStanding> {
  const values = [organizationId, instants, now, exemptionsBy, invitationsBy];
  const [row] = await sql<MemberStanding>(standingBy(protecting), values);
  return row ?? { tallies: [], invited: 0, invitationsEnding: 0, locked: 0 };
}

/** Those who are locked are few, and found by an index that has nobody else. */
function standingBy(protecting: readonly FactorKind[]): string {
  return `SELECT (SELECT coalesce(json_agg(t), '[]') FROM (${tallyBy(protecting)}) t) AS tallies, i.*,
      (SELECT count(*)::int FROM users u JOIN members m ON m.user_id = u.id AND m.organization_id = $1
       WHERE u.second_factor_locked_until IS NOT NULL
         AND (u.second_factor_locked_until > $3 OR u.second_factor_failures >= ${failuresBeforeStop})) AS locked
    FROM (SELECT count(*)::int AS invited, count(*) FILTER (WHERE expires_at <= $5)::int AS "invitationsEnding"
      FROM invitations WHERE organization_id = $1 AND expires_at > $3) i`;
}

/** One pass over the index of the order. A member was not protected in this organization before they joined it. */
function tallyBy(protecting: readonly FactorKind[]): string {
  const since = protectedSince(protecting);
  const passed = `width_bucket(greatest(${since}, m.joined_at), $2::timestamptz[])`;
  return `SELECT m.role, m.totp_since IS NOT NULL AS totp, m.webauthn_since IS NOT NULL AS webauthn,
      ${override('$3')} AS override, m.suspended,
      CASE WHEN ${since} IS NOT NULL THEN ${passed} END AS "protectedBefore",
      coalesce(m.override = 'exempt' AND m.exempt_until > $3 AND m.exempt_until <= $4, false) AS "exemptionEnds",
      count(*)::int AS members
    FROM members m WHERE m.organization_id = $1 GROUP BY 1, 2, 3, 4, 5, 6, 7`;
}
