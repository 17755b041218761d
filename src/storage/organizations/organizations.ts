import { type EntityManager, In, MoreThan } from 'typeorm';
import type { Organization } from '../../organizations/core/organization.ts';
import type { OrganizationStore } from '../../organizations/core/organization-store.ts';
import { isEnforcementPolicy, readPolicies } from '../../organizations/core/stored-policy.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { StatementFailed, translate } from '../database/failures.ts';
import type { Sql } from '../database/sql.ts';
import { OrganizationDomainEntity } from './domain-entity.ts';
import { InvitationEntity } from './invitation-entity.ts';
import { MemberEntity } from './member-entity.ts';
import { createMemberQueries } from './member-queries.ts';
import { OrganizationEntity } from './organization-entity.ts';
import { createResetQueries } from './reset-queries.ts';
import { createSeatQueries } from './seat-queries.ts';

export function createOrganizationStore(manager: EntityManager, sql: Sql): OrganizationStore {
  return {
    async findBySlug(slug) {
      // The database cannot be asked for a text with this character, so nothing has it for a name.
      if (slug.includes('\0')) return null;
      return checked(await manager.findOneBy(OrganizationEntity, { slug }));
    },
    async lockBySlug(slug) {
      return checked(
        await manager.findOne(OrganizationEntity, { where: { slug }, lock: { mode: 'for_no_key_update' } }),
      );
    },
    async findById(id) {
      return checked(await manager.findOneBy(OrganizationEntity, { id }));
    },
    async lockById(id) {
      return checked(
        await manager.findOne(OrganizationEntity, { where: { id }, lock: { mode: 'for_no_key_update' } }),
      );
    },
    async withDomains(ids) {
      const found = await manager.findBy(OrganizationEntity, { id: In(ids) });
      const domains = await manager.findBy(OrganizationDomainEntity, { organizationId: In(ids) });
      const of = Map.groupBy(domains, ({ organizationId }) => organizationId);
      return found
        .map(checked)
        .filter((each) => each !== null)
        .map((organization) => ({
          organization,
          domains: (of.get(organization.id) ?? []).map(({ domain }) => domain),
        }));
    },
    async create(organization) {
      await refusing(
        { organizations_slug_unique: 'slug: belongs to another organization' },
        manager.insert(OrganizationEntity, organization),
      );
    },
    async remove(organizationId) {
      await manager.delete(OrganizationEntity, { id: organizationId });
    },
    async update(organization) {
      const next = { ...organization, version: organization.version + 1 };
      const { enforcement, enforcementBefore, ...fields } = next;
      await manager.update(
        OrganizationEntity,
        { id: organization.id },
        {
          ...fields,
          // What could not be read is left as it is, for whoever repairs it.
          ...(enforcement === 'unreadable' ? {} : { enforcement }),
          ...(enforcementBefore === 'unreadable' ? {} : { enforcementBefore }),
        },
      );
      return next;
    },
    findDomain: (domain) => manager.findOneBy(OrganizationDomainEntity, { domain }),
    async addDomain(domain) {
      await refusing(
        { organization_domains_pk: `domains: ${domain.domain} belongs to another organization` },
        manager.insert(OrganizationDomainEntity, domain),
      );
    },
    async removeDomain(organizationId, domain) {
      await manager.delete(OrganizationDomainEntity, { organizationId, domain });
    },
    async page(afterSlug, limit) {
      const where = afterSlug === null ? {} : { slug: MoreThan(afterSlug) };
      const found = await manager.find(OrganizationEntity, { where, order: { slug: 'ASC' }, take: limit });
      return found.map(checked).filter((each) => each !== null);
    },
    findMember: (organizationId, userId) => manager.findOneBy(MemberEntity, { organizationId, userId }),
    async saveMember(member) {
      // A copy: the library writes into it what triggers have added.
      await manager.upsert(MemberEntity, { ...member }, ['organizationId', 'userId']);
    },
    async removeMember(organizationId, userId) {
      await manager.delete(MemberEntity, { organizationId, userId });
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
    async activeOwners(organizationId) {
      const [row] = await sql<{ owners: number }>(
        `SELECT count(*)::int AS owners FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND m.role = 'owner' AND m.suspended IS NULL AND u.deactivated_at IS NULL`,
        [organizationId],
      );
      return row?.owners ?? 0;
    },
    ...createMemberQueries(manager, sql),
    ...createResetQueries(sql),
    ...createSeatQueries(sql),
  };
}

/** Refuses an insert that broke one of these constraints, and says why. */
async function refusing(problems: Readonly<Record<string, string>>, insert: Promise<unknown>): Promise<void> {
  try {
    await insert;
  } catch (error) {
    const failure = translate(error);
    const problem = failure instanceof StatementFailed ? problems[failure.constraint ?? ''] : undefined;
    throw problem === undefined ? failure : new Refusal('invalid_document', { list: [problem] });
  }
}

/** What cannot be read as a policy is marked so, and denies, rather than being taken for no policy. */
function checked(organization: Organization | null): Organization | null {
  if (organization === null) return null;
  return {
    ...organization,
    enforcement: readable(organization.enforcement),
    enforcementBefore: readPolicies(organization.enforcementBefore),
  };
}

function readable(value: unknown): Organization['enforcement'] {
  if (value === null || value === undefined) return null;
  return isEnforcementPolicy(value) ? value : 'unreadable';
}
