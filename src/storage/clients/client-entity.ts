import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Client } from '../../environments/environment.ts';
import { instant } from '../database/columns.ts';

export const ClientEntity = new EntitySchema<Client>({
  name: 'clients',
  columns: {
    clientId: { type: 'text', name: 'client_id', primary: true, primaryKeyConstraintName: 'clients_pk' },
    metadata: { type: 'bytea' },
    environment: { type: 'text', foreignKey: { target: 'environments', name: 'clients_environment_fk' } },
    organizationId: {
      type: 'uuid',
      name: 'organization_id',
      nullable: true,
      foreignKey: { target: 'organizations', name: 'clients_organization_fk' },
    },
    firstParty: { type: 'boolean', name: 'first_party' },
    requireLevel: { type: 'smallint', name: 'require_level', nullable: true },
    requireMfaMaxAgeSeconds: { type: 'integer', name: 'require_mfa_max_age_seconds', nullable: true },
    createdAt: instant('created_at'),
  } satisfies Record<keyof Client, EntitySchemaColumnOptions>,
});
