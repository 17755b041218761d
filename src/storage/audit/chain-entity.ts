import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

/** The end of an organization's chain of events; kept by a trigger. */
export interface AuditChainRow {
  readonly organizationId: string;
  readonly position: string;
  readonly hash: Buffer;
}

export const AuditChainEntity = new EntitySchema<AuditChainRow>({
  name: 'audit_chains',
  columns: {
    organizationId: {
      type: 'uuid',
      name: 'organization_id',
      primary: true,
      primaryKeyConstraintName: 'audit_chains_pk',
    },
    position: { type: 'bigint' },
    hash: { type: 'bytea' },
  } satisfies Record<keyof AuditChainRow, EntitySchemaColumnOptions>,
});
