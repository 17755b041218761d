import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant, reference } from '../database/columns.ts';

/** A browser on which a second factor was proven, by the hash of its cookie. */
export interface RememberedDeviceRow {
  readonly idHash: Buffer;
  readonly userId: string;
  readonly factor: string;
  readonly sourcePrefix: string;
  readonly provenAt: Date;
  readonly expiresAt: Date;
  readonly browser: string | null;
  readonly system: string | null;
}

export const RememberedDeviceEntity = new EntitySchema<RememberedDeviceRow>({
  name: 'remembered_devices',
  columns: {
    idHash: {
      type: 'bytea',
      name: 'id_hash',
      primary: true,
      primaryKeyConstraintName: 'remembered_devices_pk',
    },
    userId: reference('user_id', 'users', 'remembered_devices_user_fk'),
    factor: { type: 'text' },
    sourcePrefix: { type: 'text', name: 'source_prefix' },
    provenAt: instant('proven_at'),
    expiresAt: instant('expires_at'),
    browser: { type: 'text', nullable: true },
    system: { type: 'text', nullable: true },
  } satisfies Record<keyof RememberedDeviceRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'remembered_devices_user', columns: ['userId'] },
    { name: 'remembered_devices_expiry', columns: ['expiresAt'] },
  ],
});
