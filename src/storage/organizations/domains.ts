import { type EntityManager, In } from 'typeorm';
import type { DomainStore } from '../../organizations/profile/domain-store.ts';
import type { Sql } from '../database/sql.ts';
import { OrganizationDomainEntity } from './domain-entity.ts';
import { OrganizationEntity } from './organization-entity.ts';
import { checked } from './organizations.ts';
import { refusing } from './refused-inserts.ts';

export function createDomainStore(manager: EntityManager, sql: Sql): DomainStore {
  return {
    find: (domain) => manager.findOneBy(OrganizationDomainEntity, { domain }),
    async add(domain) {
      await refusing(
        { organization_domains_pk: `domains: ${domain.domain} belongs to another organization` },
        manager.insert(OrganizationDomainEntity, domain),
      );
    },
    async remove(organizationId, domain) {
      await manager.delete(OrganizationDomainEntity, { organizationId, domain });
    },
    async of(organizationId) {
      const rows = await sql<{ domain: string }>(
        'SELECT domain FROM organization_domains WHERE organization_id = $1 ORDER BY domain',
        [organizationId],
      );
      return rows.map(({ domain }) => domain);
    },
    async withOrganizations(ids) {
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
  };
}
