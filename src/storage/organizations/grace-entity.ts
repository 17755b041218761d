import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { reference } from '../database/columns.ts';

/** Who has had their days of grace in an organization: they run once per person (ruling 10). */
export interface GraceRow {
  readonly organizationId: string;
  readonly userId: string;
}

export const GraceEntity = new EntitySchema<GraceRow>({
  name: 'graces',
  columns: {
    organizationId: {
      ...reference('organization_id', 'organizations', 'graces_organization_fk'),
      primary: true,
      primaryKeyConstraintName: 'graces_pk',
    },
    userId: {
      ...reference('user_id', 'users', 'graces_user_fk'),
      primary: true,
      primaryKeyConstraintName: 'graces_pk',
    },
  } satisfies Record<keyof GraceRow, EntitySchemaColumnOptions>,
});
