import type { MemberRow, MemberStore, MemberTally } from '../../organizations/member-store.ts';
import type { Member } from '../../organizations/organization.ts';
import type { Sql } from '../sql.ts';
import { exempt, isImpossible, type MemberPage, memberPage, oneMember, protectedBy } from './member-page.ts';

/** Before every member. */
const firstKey = ['-infinity', '00000000-0000-0000-0000-000000000000'] as const;

/** Lists and counts members of one organization, be they a hundred thousand. */
export function createMemberStore(sql: Sql): MemberStore {
  return {
    async page(organizationId, { filter, terms }, { after, limit }, now) {
      if (isImpossible(filter, terms)) return [];
      const [joinedAt, userId] = after === null ? firstKey : [after.joinedAt, after.userId];
      const key = [organizationId, joinedAt, userId, limit];
      await planForMany(sql);
      const ask = async (page: MemberPage) => {
        const { text, values } = memberPage(page, filter, terms, now);
        return (await sql<Row>(text, [...key, ...values])).map(memberOf);
      };
      if (filter.status === null && filter.text === null) return ask('all');
      const near = await ask('nearest');
      return near.length === limit ? near : ask('fitting');
    },
    async find(organizationId, userId) {
      const [row] = await sql<Row>(oneMember, [organizationId, userId]);
      return row === undefined ? null : memberOf(row);
    },
    async tally(organizationId, { protecting }, now) {
      await planForMany(sql);
      return sql<MemberTally>(tally, [organizationId, now, protecting]);
    },
    async protectedBefore(organizationId, { protecting }, instants) {
      await planForMany(sql);
      const rows = await sql<{ passed: number; members: number }>(protectedSince, [
        organizationId,
        protecting,
        instants,
      ]);
      return instants.map((_, index) =>
        rows.reduce((sum, { passed, members }) => (passed <= index ? sum + members : sum), 0),
      );
    },
  };
}

/**
 * A plan for organizations of average size is ruinous for the one that has most of all members, and what is kept of each
 * of its members while they are counted shall not go to the disk.
 */
async function planForMany(sql: Sql): Promise<void> {
  await sql(
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('work_mem', '32MB', true)",
  );
}

const group = `SELECT CASE WHEN ${exempt('$2')} THEN 'exempt' WHEN m.override = 'required' THEN 'required' ELSE 'inherit' END
  AS override, m.suspended, count(*)::int AS members FROM members m WHERE m.organization_id = $1`;

/** Looking for those who are not protected is less work than looking at the factors of all. */
const tally = `WITH everybody AS (${group} GROUP BY 1, 2),
    exposed AS (${group} AND NOT ${protectedBy('$3', 'together')} GROUP BY 1, 2)
  SELECT e.override, e.suspended, e.members, coalesce(x.members, 0) AS unprotected
  FROM everybody e LEFT JOIN exposed x ON x.override = e.override AND x.suspended IS NOT DISTINCT FROM e.suspended`;

/** Each member once, with the first of his factors that protects. */
const protectedSince = `SELECT width_bucket(since, $3::timestamptz[]) AS passed, count(*)::int AS members
  FROM (SELECT min(greatest(a.confirmed_at, m.joined_at)) AS since
    FROM members m JOIN authenticators a ON a.user_id = m.user_id AND a.kind = ANY ($2::text[])
    WHERE m.organization_id = $1 GROUP BY m.user_id) AS each_member
  GROUP BY 1`;

interface Row extends Pick<MemberRow, 'email' | 'name'> {
  readonly organization_id: string;
  readonly user_id: string;
  readonly role: Member['role'];
  readonly override: Member['override'];
  readonly override_set_at: Date | null;
  readonly override_reason: string | null;
  readonly exempt_until: Date | null;
  readonly suspended: Member['suspended'];
  readonly grace_until: Date | null;
  readonly joined_at: Date;
  readonly factors: readonly { readonly kind: 'totp' | 'webauthn'; readonly confirmedAt: string }[];
  readonly last_mfa_at: Date | null;
}

function memberOf(row: Row): MemberRow {
  return {
    member: {
      organizationId: row.organization_id,
      userId: row.user_id,
      role: row.role,
      override: row.override,
      overrideSetAt: row.override_set_at,
      overrideReason: row.override_reason,
      exemptUntil: row.exempt_until,
      suspended: row.suspended,
      graceUntil: row.grace_until,
      joinedAt: row.joined_at,
    },
    email: row.email,
    name: row.name,
    factors: row.factors.map(({ kind, confirmedAt }) => ({ kind, confirmedAt: new Date(confirmedAt) })),
    lastMfaAt: row.last_mfa_at,
  };
}
