import type { Member } from '../../organizations/core/organization.ts';
import type {
  MemberListStore,
  MemberRow,
  MemberTally,
} from '../../organizations/members/member-list-store.ts';
import type { ResetCandidate } from '../../organizations/resets/candidate.ts';
import { canReach } from '../../policy/factors/factor-reach.ts';
import type { FactorKind } from '../../policy/facts.ts';
import type { Sql } from '../database/sql.ts';
import { emailsBy } from './emails.ts';
import {
  isImpossible,
  type MemberPage,
  memberPage,
  oneMember,
  override,
  protectedSince,
} from './member-page.ts';
import { readPreviewRows } from './preview-rows.ts';

/** The same as `managesUser` of a person (see person.ts), for many members without their other memberships. */
const isManaged = `(EXISTS (SELECT 1 FROM organization_domains d
    WHERE d.organization_id = m.organization_id AND d.domain = split_part(u.email, '@', 2))
  OR NOT EXISTS (SELECT 1 FROM members o WHERE o.user_id = u.id AND o.organization_id <> m.organization_id))`;

/** Before every member. */
const firstKey = ['-infinity', '00000000-0000-0000-0000-000000000000'] as const;

/** Lists and counts members of one organization, be they a hundred thousand. */
export function createMemberListStore(sql: Sql): MemberListStore {
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
    async row(organizationId, userId) {
      const [row] = await sql<Row>(oneMember, [organizationId, userId]);
      return row === undefined ? null : memberOf(row);
    },
    async tally(organizationId, { protecting, instants, now }) {
      await planForMany(sql);
      return sql<MemberTally>(tallyBy(protecting), [organizationId, instants, now]);
    },
    previewed: (organizationId, afterUserId, limit) =>
      readPreviewRows(sql, organizationId, { afterUserId, limit }),
    unprotectedWithSessions: ({ organizationId, protecting }, afterUserId, limit) =>
      sql(`${withoutFactorAtSession('m.user_id > $2')} ORDER BY m.user_id LIMIT $4`, [
        organizationId,
        afterUserId ?? '00000000-0000-0000-0000-000000000000',
        protecting,
        limit,
      ]),
    unprotectedWithSession: ({ organizationId, protecting }, userId) =>
      sql(withoutFactorAtSession('m.user_id = $2'), [organizationId, userId, protecting]),
    unprotected(organizationId, terms, now) {
      const kinds = terms.factors.filter((kind) => canReach(kind, terms));
      return emailsBy(
        sql,
        `SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND m.suspended IS NULL AND u.deactivated_at IS NULL
           AND NOT (m.override = 'exempt' AND (m.exempt_until IS NULL OR m.exempt_until > $3))
           AND NOT EXISTS (SELECT 1 FROM authenticators a WHERE a.user_id = u.id AND a.kind = ANY ($2))
         ORDER BY u.email`,
        [organizationId, kinds, now],
      );
    },
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
    async fingerprint(organizationId) {
      const [row] = await sql<{ fingerprint: string }>(
        `SELECT md5(coalesce(string_agg(concat_ws(',', m.user_id, m.role, m.override, m.override_set_at, m.exempt_until,
             m.suspended, m.grace_until, m.totp_since, m.webauthn_since), ';' ORDER BY m.user_id), '')) AS fingerprint
         FROM members m WHERE m.organization_id = $1`,
        [organizationId],
      );
      return row?.fingerprint ?? '';
    },
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

/** Member after member, in the order of their ids: a join of sets would read all of them for each batch. */
function withoutFactorAtSession(condition: string): string {
  return `SELECT m.user_id AS "userId", l."oldestSessionAt"
    FROM members m, LATERAL (SELECT min(s.opened_at) AS "oldestSessionAt"
      FROM session_records s JOIN users u ON u.id = s.user_id AND u.epoch = s.user_epoch
      WHERE s.user_id = m.user_id) l
    WHERE m.organization_id = $1 AND ${condition} AND l."oldestSessionAt" IS NOT NULL
      AND (SELECT true FROM authenticators a WHERE a.user_id = m.user_id AND a.kind = ANY ($3)
        AND a.confirmed_at <= l."oldestSessionAt" LIMIT 1) IS NULL`;
}
