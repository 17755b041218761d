import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant } from '../database/columns.ts';

/** A random key of the installation, sealed under the place `sealed_keys.sealed:<name>`. */
export interface SealedKeyRow {
  readonly name: string;
  readonly sealed: Buffer;
  readonly createdAt: Date;
}

export const SealedKeyEntity = new EntitySchema<SealedKeyRow>({
  name: 'sealed_keys',
  columns: {
    name: { type: 'text', primary: true, primaryKeyConstraintName: 'sealed_keys_pk' },
    sealed: { type: 'bytea' },
    createdAt: instant('created_at'),
  } satisfies Record<keyof SealedKeyRow, EntitySchemaColumnOptions>,
});
