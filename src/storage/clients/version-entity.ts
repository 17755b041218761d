import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

/** How often something has changed; raised by triggers. */
export interface VersionRow {
  readonly name: string;
  readonly version: string;
}

export const VersionEntity = new EntitySchema<VersionRow>({
  name: 'versions',
  columns: {
    name: { type: 'text', primary: true, primaryKeyConstraintName: 'versions_pk' },
    version: { type: 'bigint' },
  } satisfies Record<keyof VersionRow, EntitySchemaColumnOptions>,
});

/** For the select list of a statement that runs anyway: what `environments/registrations.ts` is told. */
export const registrationsNow = "(SELECT version::text FROM versions WHERE name = 'registrations')";
