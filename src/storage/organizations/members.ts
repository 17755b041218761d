import type { Member } from '../../organizations/core/organization.ts';
import type { MemberRow, MemberStore, MemberTally } from '../../organizations/members/member-store.ts';
import type { FactorKind } from '../../policy/facts.ts';
import type { Sql } from '../database/sql.ts';
import {
  isImpossible,
  type MemberPage,
  memberPage,
  oneMember,
  override,
  protectedSince,
} from './member-page.ts';
import { readPreviewRows } from './preview-rows.ts';

/** Before every member. */
const firstKey = ['-infinity', '00000000-0000-0000-0000-000000000000'] as const;

/** Lists and counts members of one organization, be they a hundred thousand. */
export function createMemberStore(sql: Sql): MemberStore {
  return {
    async page(organizationId, asked, { after, limit }) {
      if (isImpossible(asked.filter, asked.terms)) return [];
      const last = after === null ? firstKey : ([after.joinedAt, after.userId] as const);
      await planForMany(sql);
      const ask = async (page: MemberPage) => {
        const { text, values } = memberPage(page, [organizationId, ...last, limit], asked);
        return (await sql<Row>(text, values)).map(memberOf);
      };
      if (asked.filter.text === null) return ask('in order');
      const near = await ask('nearest');
      return near.length === limit ? near : ask('found');
    },
    async find(organizationId, userId) {
      const [row] = await sql<Row>(oneMember, [organizationId, userId]);
      return row === undefined ? null : memberOf(row);
    },
    async tally(organizationId, { protecting, instants, now }) {
      await planForMany(sql);
      return sql<MemberTally>(tallyBy(protecting), [organizationId, instants, now]);
    },
    previewed: (organizationId, afterUserId, limit) =>
      readPreviewRows(sql, organizationId, { afterUserId, limit }),
  };
}

/**
 * A plan for organizations of average size is ruinous for the one that has most of all members; nobody knows beforehand
 * into how few groups they fall, so that without the memory they would be sorted; and compiling takes longer than running.
 */
async function planForMany(sql: Sql): Promise<void> {
  await sql(
    `SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('work_mem', '32MB', true),
       set_config('jit', 'off', true)`,
  );
}

/** One pass over the index of the order. A member was not protected in this organization before they joined it. */
function tallyBy(protecting: readonly FactorKind[]): string {
  const since = protectedSince(protecting);
  const passed = `width_bucket(greatest(${since}, m.joined_at), $2::timestamptz[])`;
  return `SELECT ${override('$3')} AS override, m.suspended,
      CASE WHEN ${since} IS NOT NULL THEN ${passed} END AS "protectedBefore", count(*)::int AS members
    FROM members m WHERE m.organization_id = $1 GROUP BY 1, 2, 3`;
}

interface Row extends Pick<MemberRow, 'email' | 'name'> {
  readonly organization_id: string;
  readonly user_id: string;
  readonly role: Member['role'];
  readonly override: Member['override'];
  readonly override_set_at: Date | null;
  readonly override_reason: string | null;
  readonly exempt_until: Date | null;
  readonly suspended: Member['suspended'];
  readonly rule_suspends: boolean;
  readonly grace_until: Date | null;
  readonly joined_at: Date;
  readonly factors: readonly { readonly kind: FactorKind; readonly confirmedAt: string }[];
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
      ruleSuspends: row.rule_suspends,
      graceUntil: row.grace_until,
      joinedAt: row.joined_at,
    },
    email: row.email,
    name: row.name,
    factors: row.factors.map(({ kind, confirmedAt }) => ({ kind, confirmedAt: new Date(confirmedAt) })),
    lastMfaAt: row.last_mfa_at,
  };
}
