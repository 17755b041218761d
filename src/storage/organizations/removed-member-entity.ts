import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant, reference } from '../database/columns.ts';

/** Who went from an organization and joins it no more by themselves. */
export interface RemovedMemberRow {
  readonly organizationId: string;
  readonly userId: string;
  readonly removedAt: Date;
}

export const RemovedMemberEntity = new EntitySchema<RemovedMemberRow>({
  name: 'removed_members',
  columns: {
    organizationId: {
      ...reference('organization_id', 'organizations', 'removed_members_organization_fk'),
      primary: true,
      primaryKeyConstraintName: 'removed_members_pk',
    },
    userId: {
      ...reference('user_id', 'users', 'removed_members_user_fk'),
      primary: true,
      primaryKeyConstraintName: 'removed_members_pk',
    },
    removedAt: instant('removed_at'),
  } satisfies Record<keyof RemovedMemberRow, EntitySchemaColumnOptions>,
});
