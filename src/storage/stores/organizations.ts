import type { EntityManager } from 'typeorm';
import type { Organization } from '../../organizations/organization.ts';
import type { OrganizationStore } from '../../organizations/store.ts';
import { isEnforcementPolicy } from '../../organizations/stored-policy.ts';
import {
  InvitationEntity,
  MemberEntity,
  OrganizationDomainEntity,
  OrganizationEntity,
} from '../entities/tenants.ts';
import type { Sql } from '../sql.ts';

export function createOrganizationStore(manager: EntityManager, sql: Sql): OrganizationStore {
  return {
    async findBySlug(slug) {
      return checked(await manager.findOneBy(OrganizationEntity, { slug }));
    },
    async lockBySlug(slug) {
      return checked(
        await manager.findOne(OrganizationEntity, { where: { slug }, lock: { mode: 'pessimistic_write' } }),
      );
    },
    async create(organization) {
      await manager.insert(OrganizationEntity, organization);
    },
    async update(organization) {
      await manager.update(
        OrganizationEntity,
        { id: organization.id },
        { ...organization, version: organization.version + 1 },
      );
    },
    findDomain: (domain) => manager.findOneBy(OrganizationDomainEntity, { domain }),
    async addDomain(domain) {
      await manager.insert(OrganizationDomainEntity, domain);
    },
    findMember: (organizationId, userId) => manager.findOneBy(MemberEntity, { organizationId, userId }),
    async saveMember(member) {
      await manager.upsert(MemberEntity, member, ['organizationId', 'userId']);
    },
    async seatsInUse(organizationId, now) {
      const [row] = await sql<{ used: number }>(
        `SELECT (SELECT count(*) FROM members WHERE organization_id = $1)::int
           + (SELECT count(*) FROM invitations WHERE organization_id = $1 AND expires_at > $2)::int AS used`,
        [organizationId, now],
      );
      return row?.used ?? 0;
    },
    findInvitation: (organizationId, email) => manager.findOneBy(InvitationEntity, { organizationId, email }),
    async saveInvitation(invitation) {
      await manager.upsert(InvitationEntity, invitation, ['organizationId', 'email']);
    },
    async activeOwners(organizationId) {
      const [row] = await sql<{ owners: number }>(
        `SELECT count(*)::int AS owners FROM members
         WHERE organization_id = $1 AND role = 'owner' AND suspended IS NULL`,
        [organizationId],
      );
      return row?.owners ?? 0;
    },
    async unprotectedWithSessions(organizationId) {
      return sql<{ userId: string; oldestSessionAt: Date }>(
        `SELECT u.id AS "userId", min(s.opened_at) AS "oldestSessionAt"
         FROM members m JOIN users u ON u.id = m.user_id
           JOIN session_records s ON s.user_id = u.id AND s.user_epoch = u.epoch
         WHERE m.organization_id = $1 AND NOT EXISTS (SELECT 1 FROM authenticators a WHERE a.user_id = u.id)
         GROUP BY u.id`,
        [organizationId],
      );
    },
    async unprotectedMembers(organizationId, kinds) {
      const rows = await sql<{ email: string }>(
        `SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND m.suspended IS NULL AND m.override <> 'exempt'
           AND NOT EXISTS (SELECT 1 FROM authenticators a WHERE a.user_id = u.id AND a.kind = ANY ($2))
         ORDER BY u.email`,
        [organizationId, kinds],
      );
      return rows.map((row) => row.email);
    },
  };
}

/** What cannot be read as a policy is marked so, and denies, rather than being taken for no policy. */
function checked(organization: Organization | null): Organization | null {
  if (organization === null) return null;
  return {
    ...organization,
    enforcement: readable(organization.enforcement),
    enforcementBefore: readable(organization.enforcementBefore),
  };
}

function readable(value: unknown): Organization['enforcement'] {
  if (value === null || value === undefined) return null;
  return isEnforcementPolicy(value) ? value : 'unreadable';
}
