import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant } from '../database/columns.ts';

/** A request of the API that may be sent again: its answer, sealed; null while it is under way. */
export interface IdempotencyKeyRow {
  readonly keyHash: Buffer;
  readonly requestHash: Buffer;
  readonly status: number | null;
  readonly answer: Buffer | null;
  readonly expiresAt: Date;
}

export const IdempotencyKeyEntity = new EntitySchema<IdempotencyKeyRow>({
  name: 'idempotency_keys',
  columns: {
    keyHash: {
      type: 'bytea',
      name: 'key_hash',
      primary: true,
      primaryKeyConstraintName: 'idempotency_keys_pk',
    },
    requestHash: { type: 'bytea', name: 'request_hash' },
    status: { type: 'integer', nullable: true },
    answer: { type: 'bytea', nullable: true },
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof IdempotencyKeyRow, EntitySchemaColumnOptions>,
  indices: [{ name: 'idempotency_keys_expiry', columns: ['expiresAt'] }],
});
