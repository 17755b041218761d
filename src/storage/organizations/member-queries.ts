import { type EntityManager, MoreThan } from 'typeorm';
import type { OrganizationStore } from '../../organizations/core/organization-store.ts';
import { canReach } from '../../policy/factors/factor-reach.ts';
import type { Sql } from '../database/sql.ts';
import { InvitationEntity } from './invitation-entity.ts';

type MemberQueries = Pick<
  OrganizationStore,
  | 'unprotectedWithSessions'
  | 'unprotectedWithSession'
  | 'unprotectedMembers'
  | 'owners'
  | 'pendingInvitations'
  | 'countInvitations'
  | 'memberFingerprint'
  | 'countRequired'
  | 'clearRequired'
  | 'removeExpiredInvitations'
  | 'domainsOf'
>;

/** Questions about all members of an organization at once. */
export function createMemberQueries(manager: EntityManager, sql: Sql): MemberQueries {
  return {
    unprotectedWithSessions: ({ organizationId, protecting }, afterUserId, limit) =>
      sql(`${unprotected('m.user_id > $2')} ORDER BY m.user_id LIMIT $4`, [
        organizationId,
        afterUserId ?? '00000000-0000-0000-0000-000000000000',
        protecting,
        limit,
      ]),
    unprotectedWithSession: ({ organizationId, protecting }, userId) =>
      sql(unprotected('m.user_id = $2'), [organizationId, userId, protecting]),
    async unprotectedMembers(organizationId, terms, now) {
      const kinds = terms.factors.filter((kind) => canReach(kind, terms));
      const rows = await sql<{ email: string }>(
        `SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND m.suspended IS NULL AND u.deactivated_at IS NULL
           AND NOT (m.override = 'exempt' AND (m.exempt_until IS NULL OR m.exempt_until > $3))
           AND NOT EXISTS (SELECT 1 FROM authenticators a WHERE a.user_id = u.id AND a.kind = ANY ($2))
         ORDER BY u.email`,
        [organizationId, kinds, now],
      );
      return rows.map((row) => row.email);
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
    pendingInvitations: (organizationId, now) =>
      manager.find(InvitationEntity, {
        where: { organizationId, expiresAt: MoreThan(now) },
        order: { createdAt: 'ASC', id: 'ASC' },
      }),
    countInvitations: (organizationId, now) =>
      manager.countBy(InvitationEntity, { organizationId, expiresAt: MoreThan(now) }),
    async countRequired(organizationId) {
      const [row] = await sql<{ members: number }>(
        "SELECT count(*)::int AS members FROM members WHERE organization_id = $1 AND override = 'required'",
        [organizationId],
      );
      return row?.members ?? 0;
    },
    async clearRequired(organizationId, now) {
      const rows = await sql<{ userId: string }>(
        `UPDATE members SET override = 'inherit', override_set_at = $2, override_reason = NULL
         WHERE organization_id = $1 AND override = 'required' RETURNING user_id AS "userId"`,
        [organizationId, now],
      );
      return rows.map(({ userId }) => userId);
    },
    removeExpiredInvitations: (organizationId, now) =>
      sql('DELETE FROM invitations WHERE organization_id = $1 AND expires_at <= $2 RETURNING email, role', [
        organizationId,
        now,
      ]),
    async domainsOf(organizationId) {
      const rows = await sql<{ domain: string }>(
        'SELECT domain FROM organization_domains WHERE organization_id = $1 ORDER BY domain',
        [organizationId],
      );
      return rows.map(({ domain }) => domain);
    },
    async memberFingerprint(organizationId) {
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

/** Member after member, in the order of their ids: a join of sets would read all of them for each batch. */
function unprotected(condition: string): string {
  return `SELECT m.user_id AS "userId", l."oldestSessionAt"
    FROM members m, LATERAL (SELECT min(s.opened_at) AS "oldestSessionAt"
      FROM session_records s JOIN users u ON u.id = s.user_id AND u.epoch = s.user_epoch
      WHERE s.user_id = m.user_id) l
    WHERE m.organization_id = $1 AND ${condition} AND l."oldestSessionAt" IS NOT NULL
      AND (SELECT true FROM authenticators a WHERE a.user_id = m.user_id AND a.kind = ANY ($3)
        AND a.confirmed_at <= l."oldestSessionAt" LIMIT 1) IS NULL`;
}
