import { type EntityManager, MoreThan } from 'typeorm';
import { endingsKeptDays } from '../../links/mailed-links.ts';
import type { Invitation } from '../../organizations/core/organization.ts';
import type { InvitationOffer, InvitationStore } from '../../organizations/invitations/invitation-store.ts';
import type { Ending } from '../../refusal/refusal.ts';
import type { Sql } from '../database/sql.ts';
import { InvitationEntity } from './invitation-entity.ts';

const columns = `id, organization_id AS "organizationId", email, role, token_hash AS "tokenHash",
  expires_at AS "expiresAt", created_at AS "createdAt", invited_by AS "invitedBy"`;

/** Notes how the links of the invitations that are `chosen` end; `$1` and `$2` are taken. */
const noteEnding = (chosen: string) => `INSERT INTO ended_invitations (token_hash, ending, expires_at)
  SELECT token_hash, $1, $2::timestamptz + make_interval(days => ${endingsKeptDays}) FROM invitations
  WHERE token_hash IS NOT NULL AND ${chosen} ON CONFLICT (token_hash) DO NOTHING`;

export function createInvitationStore(manager: EntityManager, sql: Sql): InvitationStore {
  return {
    async endingOf(tokenHash) {
      const [row] = await sql<{ readonly ending: Ending }>(
        'SELECT ending FROM ended_invitations WHERE token_hash = $1',
        [tokenHash],
      );
      return row?.ending ?? null;
    },
    findByToken: (tokenHash) => manager.findOneBy(InvitationEntity, { tokenHash }),
    async find(organizationId, id) {
      return isUuid(id) ? manager.findOneBy(InvitationEntity, { organizationId, id }) : null;
    },
    async add(invitation) {
      await manager.insert(InvitationEntity, invitation);
    },
    async renew({ id, role, tokenHash, expiresAt, invitedBy }, now) {
      await sql(noteEnding('id = $3'), ['replaced', now, id]);
      await manager.update(InvitationEntity, { id }, { role, tokenHash, expiresAt, invitedBy });
    },
    pendingFor: (email, now) =>
      sql<Invitation>(
        `SELECT ${columns} FROM invitations WHERE email = $1 AND expires_at > $2 ORDER BY organization_id`,
        [email, now],
      ),
    offersTo: (email, now) =>
      sql<InvitationOffer>(
        `SELECT i.id, i.role, i.token_hash AS "tokenHash", i.created_at AS "createdAt", i.expires_at AS "expiresAt",
           json_build_object('id', o.id, 'slug', o.slug, 'name', o.name) AS organization
         FROM invitations i JOIN organizations o ON o.id = i.organization_id
         WHERE i.email = $1 AND i.expires_at > $2 ORDER BY i.created_at, i.id`,
        [email, now],
      ),
    async forgetAddress(email, now) {
      await sql(noteEnding('email = $3'), ['withdrawn', now, email]);
      const rows = await sql<Pick<Invitation, 'organizationId' | 'role' | 'expiresAt'>>(
        `DELETE FROM invitations WHERE email = $1
         RETURNING organization_id AS "organizationId", role, expires_at AS "expiresAt"`,
        [email],
      );
      return rows.filter(({ expiresAt }) => expiresAt > now);
    },
    sentBy: (organizationId, inviterId) =>
      sql<Invitation>(
        `SELECT ${columns} FROM invitations WHERE organization_id = $1 AND invited_by = $2 ORDER BY id`,
        [organizationId, inviterId],
      ),
    async remove(invitationId, ending, now) {
      await sql(noteEnding('id = $3'), [ending, now, invitationId]);
      return (await sql('DELETE FROM invitations WHERE id = $1 RETURNING 1', [invitationId])).length === 1;
    },
    page: (organizationId, { after, limit }, now) =>
      sql<Invitation>(
        `SELECT ${columns} FROM invitations WHERE organization_id = $1 AND expires_at > $2
           AND ($3::timestamptz IS NULL OR (created_at, id) > ($3, $4::uuid))
         ORDER BY created_at, id LIMIT $5`,
        [organizationId, now, after?.createdAt ?? null, after?.id ?? null, limit],
      ),
    findFor: (organizationId, email) => manager.findOneBy(InvitationEntity, { organizationId, email }),
    pending: (organizationId, now) =>
      manager.find(InvitationEntity, {
        where: { organizationId, expiresAt: MoreThan(now) },
        order: { createdAt: 'ASC', id: 'ASC' },
      }),
    expired: (organizationId, now) =>
      sql<Invitation>(
        `SELECT ${columns} FROM invitations WHERE organization_id = $1 AND expires_at <= $2
         ORDER BY expires_at DESC, id LIMIT 50`,
        [organizationId, now],
      ),
    async pendingTo(organizationId, emails, now) {
      const rows = await sql<{ readonly email: string }>(
        'SELECT email FROM invitations WHERE organization_id = $1 AND email = ANY ($2) AND expires_at > $3',
        [organizationId, emails, now],
      );
      return rows.map(({ email }) => email);
    },
    count: (organizationId, now) =>
      manager.countBy(InvitationEntity, { organizationId, expiresAt: MoreThan(now) }),
    async removeExpired(organizationId, now) {
      await sql(noteEnding('expires_at <= $2 AND organization_id = $3'), ['expired', now, organizationId]);
      return sql(
        'DELETE FROM invitations WHERE organization_id = $1 AND expires_at <= $2 RETURNING email, role',
        [organizationId, now],
      );
    },
  };
}

/** Ids come from addresses; the database cannot be asked for anything else in that column. */
function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
