import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant, reference } from '../database/columns.ts';

/** An organization whose console an operator may read for a while. */
export interface SupportOpeningRow {
  readonly userId: string;
  readonly organizationId: string;
  readonly openedAt: Date;
  readonly expiresAt: Date;
}

export const SupportOpeningEntity = new EntitySchema<SupportOpeningRow>({
  name: 'support_openings',
  columns: {
    userId: {
      ...reference('user_id', 'users', 'support_openings_user_fk'),
      primary: true,
      primaryKeyConstraintName: 'support_openings_pk',
    },
    organizationId: {
      ...reference('organization_id', 'organizations', 'support_openings_organization_fk'),
      primary: true,
      primaryKeyConstraintName: 'support_openings_pk',
    },
    openedAt: instant('opened_at'),
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof SupportOpeningRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'support_openings_organization', columns: ['organizationId'] },
    { name: 'support_openings_expiry', columns: ['expiresAt'] },
  ],
});
