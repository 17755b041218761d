import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { RecoveryCode } from '../../authenticators/authenticator.ts';
import { instant } from '../database/columns.ts';

export const RecoveryCodeEntity = new EntitySchema<RecoveryCode>({
  name: 'recovery_codes',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'recovery_codes_pk' },
    userId: {
      type: 'uuid',
      name: 'user_id',
      foreignKey: { target: 'users', name: 'recovery_codes_user_fk', onDelete: 'CASCADE' },
    },
    salt: { type: 'bytea', nullable: true },
    hash: { type: 'bytea' },
    usedAt: { ...instant('used_at'), nullable: true },
    atHandAt: { ...instant('at_hand_at'), nullable: true },
  } satisfies Record<keyof RecoveryCode, EntitySchemaColumnOptions>,
  indices: [{ name: 'recovery_codes_user', columns: ['userId'] }],
});
