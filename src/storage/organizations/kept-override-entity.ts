import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant, reference } from '../database/columns.ts';

/** The override `required` of somebody who is no member any more. */
export interface KeptOverrideRow {
  readonly organizationId: string;
  readonly userId: string;
  readonly setAt: Date | null;
  readonly reason: string | null;
  readonly expiresAt: Date;
}

export const KeptOverrideEntity = new EntitySchema<KeptOverrideRow>({
  name: 'kept_overrides',
  columns: {
    organizationId: {
      ...reference('organization_id', 'organizations', 'kept_overrides_organization_fk'),
      primary: true,
      primaryKeyConstraintName: 'kept_overrides_pk',
    },
    userId: {
      ...reference('user_id', 'users', 'kept_overrides_user_fk'),
      primary: true,
      primaryKeyConstraintName: 'kept_overrides_pk',
    },
    setAt: { ...instant('set_at'), nullable: true },
    reason: { type: 'text', nullable: true },
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof KeptOverrideRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'kept_overrides_user', columns: ['userId'] },
    { name: 'kept_overrides_expiry', columns: ['expiresAt'] },
  ],
});
