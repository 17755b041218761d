import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant } from '../database/columns.ts';

export interface ThrottleRow {
  readonly keyHash: Buffer;
  readonly failures: number;
  readonly blockedUntil: Date | null;
  readonly updatedAt: Date;
}

export const ThrottleEntity = new EntitySchema<ThrottleRow>({
  name: 'throttles',
  columns: {
    keyHash: { type: 'bytea', name: 'key_hash', primary: true, primaryKeyConstraintName: 'throttles_pk' },
    failures: { type: 'integer' },
    blockedUntil: { ...instant('blocked_until'), nullable: true },
    updatedAt: instant('updated_at'),
  } satisfies Record<keyof ThrottleRow, EntitySchemaColumnOptions>,
  indices: [{ name: 'throttles_updated', columns: ['updatedAt'] }],
});
