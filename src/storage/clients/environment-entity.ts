import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Environment } from '../../environments/environment.ts';

export const EnvironmentEntity = new EntitySchema<Environment>({
  name: 'environments',
  columns: {
    name: { type: 'text', primary: true, primaryKeyConstraintName: 'environments_pk' },
    mfa: { type: 'text' },
    pilot: { type: 'jsonb' },
  } satisfies Record<keyof Environment, EntitySchemaColumnOptions>,
});
