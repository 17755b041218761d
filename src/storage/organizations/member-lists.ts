import { isUserId } from '../../organizations/members/member-list.ts';
import type { MemberListStore } from '../../organizations/members/member-list-store.ts';
import type { ResetCandidate } from '../../organizations/resets/candidate.ts';
import { canReach } from '../../policy/factors/factor-reach.ts';
import type { Sql } from '../database/sql.ts';
import { isImpossible, isManaged } from '../members/member-conditions.ts';
import { memberOf, type Row } from '../members/member-row.ts';
import { readStanding } from '../members/member-standing.ts';
import { readMemberUse } from '../members/member-use.ts';
import { emailsBy } from './emails.ts';
import { type MemberPage, memberPage, namedMembers, oneMember, orders } from './member-page.ts';
import { readPreviewRows } from './preview-rows.ts';

/** Before every user. */
const firstUser = '00000000-0000-0000-0000-000000000000';

/** Lists and counts members of one organization, be they a hundred thousand. */
export function createMemberListStore(sql: Sql): MemberListStore {
  let isPlanned = false;
  const plan = async () => {
    if (!isPlanned) await planForMany(sql);
    isPlanned = true;
  };
  return {
    async page(organizationId, asked, { after, limit }) {
      if (isImpossible(asked.filter, asked.terms)) return [];
      const last = [after?.sortKey ?? orders[asked.sort].first, after?.userId ?? firstUser] as const;
      await plan();
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
    use: (organizationId, userId, now) => readMemberUse(sql, { organizationId, userId }, now),
    async named(organizationId, names) {
      const ids = names.filter(isUserId);
      // The database cannot be asked for a text with this character; nobody has such an address.
      const emails = names.filter((name) => !isUserId(name) && !name.includes('\0'));
      return (await sql<Row>(namedMembers, [organizationId, ids, emails])).map(memberOf);
    },
    async standing(organizationId, asked) {
      await plan();
      return readStanding(sql, organizationId, asked);
    },
    previewed: (organizationId, afterUserId, limit) =>
      readPreviewRows(sql, organizationId, { afterUserId, limit }),
    unprotectedWithSessions: ({ organizationId, protecting }, afterUserId, limit) =>
      sql(`${withoutFactorAtSession('m.user_id > $2')} ORDER BY m.user_id LIMIT $4`, [
        organizationId,
        afterUserId ?? firstUser,
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
