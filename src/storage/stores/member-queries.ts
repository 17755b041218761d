import { type EntityManager, MoreThan } from 'typeorm';
import type { OrganizationStore } from '../../organizations/store.ts';
import { canReach } from '../../policy/factor-reach.ts';
import { InvitationEntity } from '../entities/tenants.ts';
import type { Sql } from '../sql.ts';

type MemberQueries = Pick<
  OrganizationStore,
  | 'unprotectedWithSessions'
  | 'unprotectedWithSession'
  | 'unprotectedMembers'
  | 'owners'
  | 'pendingInvitations'
  | 'memberFingerprint'
  | 'countRequired'
  | 'clearRequired'
  | 'removeExpiredInvitations'
  | 'domainsOf'
>;

/** Questions about all members of an organization at once. */
export function createMemberQueries(manager: EntityManager, sql: Sql): MemberQueries {
  return {
    unprotectedWithSessions: (organizationId, afterUserId, limit) =>
      sql(`${unprotected('($2::uuid IS NULL OR m.user_id > $2)')} ORDER BY u.id LIMIT $3`, [
        organizationId,
        afterUserId,
        limit,
      ]),
    unprotectedWithSession: (organizationId, userId) =>
      sql(unprotected('m.user_id = $2'), [organizationId, userId]),
    async unprotectedMembers(organizationId, terms, now) {
      const kinds = terms.factors.filter((kind) => canReach(kind, terms));
      const rows = await sql<{ email: string }>(
        `SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND m.suspended IS NULL
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
           EXISTS (SELECT 1 FROM authenticators a WHERE a.user_id = u.id) AS "isProtected"
         FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND m.role = 'owner' AND m.suspended IS NULL ORDER BY m.joined_at, u.id`,
        [organizationId],
      ),
    pendingInvitations: (organizationId, now) =>
      manager.find(InvitationEntity, {
        where: { organizationId, expiresAt: MoreThan(now) },
        order: { createdAt: 'ASC', id: 'ASC' },
      }),
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
             m.suspended, m.grace_until, f.kinds), ';' ORDER BY m.user_id), '')) AS fingerprint
         FROM members m LEFT JOIN (SELECT user_id, string_agg(kind, '+' ORDER BY id) AS kinds FROM authenticators
           GROUP BY user_id) f ON f.user_id = m.user_id
         WHERE m.organization_id = $1`,
        [organizationId],
      );
      return row?.fingerprint ?? '';
    },
  };
}

function unprotected(condition: string): string {
  return `SELECT u.id AS "userId", min(s.opened_at) AS "oldestSessionAt"
    FROM members m JOIN users u ON u.id = m.user_id
      JOIN session_records s ON s.user_id = u.id AND s.user_epoch = u.epoch
    WHERE m.organization_id = $1 AND ${condition}
      AND NOT EXISTS (SELECT 1 FROM authenticators a WHERE a.user_id = u.id)
    GROUP BY u.id`;
}
