import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant, reference } from '../database/columns.ts';

/** What somebody was mailed last about what an organization requires of them. */
export interface ToldMemberRow {
  readonly organizationId: string;
  readonly userId: string;
  readonly toldAt: Date;
  readonly toldOf: Date;
}

export const ToldMemberEntity = new EntitySchema<ToldMemberRow>({
  name: 'told_members',
  columns: {
    organizationId: {
      ...reference('organization_id', 'organizations', 'told_members_organization_fk'),
      primary: true,
      primaryKeyConstraintName: 'told_members_pk',
    },
    userId: {
      ...reference('user_id', 'users', 'told_members_user_fk'),
      primary: true,
      primaryKeyConstraintName: 'told_members_pk',
    },
    toldAt: instant('told_at'),
    toldOf: instant('told_of'),
  } satisfies Record<keyof ToldMemberRow, EntitySchemaColumnOptions>,
  indices: [{ name: 'told_members_user', columns: ['userId'] }],
});
