import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { OrganizationDomain } from '../../organizations/core/organization.ts';
import { instant } from '../database/columns.ts';

export const OrganizationDomainEntity = new EntitySchema<OrganizationDomain>({
  name: 'organization_domains',
  columns: {
    domain: { type: 'text', primary: true, primaryKeyConstraintName: 'organization_domains_pk' },
    organizationId: {
      type: 'uuid',
      name: 'organization_id',
      foreignKey: {
        target: 'organizations',
        name: 'organization_domains_organization_fk',
        onDelete: 'CASCADE',
      },
    },
    verifiedAt: instant('verified_at'),
    verifiedBy: { type: 'text', name: 'verified_by' },
  } satisfies Record<keyof OrganizationDomain, EntitySchemaColumnOptions>,
  indices: [{ name: 'organization_domains_organization', columns: ['organizationId'] }],
});
