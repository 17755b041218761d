import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant } from '../database/columns.ts';

/** What somebody filled in on a page of ours, sealed under `kept_forms.sealed:<session>:<path>`. */
export interface KeptFormRow {
  readonly sessionHash: Buffer;
  readonly path: string;
  readonly sealed: Buffer;
  readonly expiresAt: Date;
}

const primary = { primary: true, primaryKeyConstraintName: 'kept_forms_pk' } as const;

export const KeptFormEntity = new EntitySchema<KeptFormRow>({
  name: 'kept_forms',
  columns: {
    sessionHash: {
      type: 'bytea',
      name: 'session_hash',
      ...primary,
      foreignKey: {
        target: 'session_records',
        name: 'kept_forms_session_fk',
        onDelete: 'CASCADE',
      },
    },
    path: { type: 'text', ...primary },
    sealed: { type: 'bytea' },
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof KeptFormRow, EntitySchemaColumnOptions>,
  indices: [{ name: 'kept_forms_expiry', columns: ['expiresAt'] }],
});
