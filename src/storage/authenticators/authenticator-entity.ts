import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Authenticator } from '../../authenticators/authenticator.ts';
import { instant } from '../database/columns.ts';

export const AuthenticatorEntity = new EntitySchema<Authenticator>({
  name: 'authenticators',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'authenticators_pk' },
    userId: {
      type: 'uuid',
      name: 'user_id',
      foreignKey: { target: 'users', name: 'authenticators_user_fk', onDelete: 'CASCADE' },
    },
    kind: { type: 'text' },
    nickname: { type: 'text' },
    secret: { type: 'bytea', nullable: true },
    algorithm: { type: 'text', nullable: true },
    digits: { type: 'smallint', nullable: true },
    periodSeconds: { type: 'smallint', name: 'period_seconds', nullable: true },
    lastStep: { type: 'bigint', name: 'last_step', nullable: true },
    disclosedSteps: { type: 'jsonb', name: 'disclosed_steps', nullable: true },
    credentialId: { type: 'bytea', name: 'credential_id', nullable: true },
    publicKey: { type: 'bytea', name: 'public_key', nullable: true },
    signCount: { type: 'bigint', name: 'sign_count', nullable: true },
    transports: { type: 'jsonb', nullable: true },
    hardwareBound: { type: 'boolean', name: 'hardware_bound', nullable: true },
    confirmedAt: instant('confirmed_at'),
    lastUsedAt: { ...instant('last_used_at'), nullable: true },
  } satisfies Record<keyof Authenticator, EntitySchemaColumnOptions>,
  indices: [{ name: 'authenticators_user', columns: ['userId'] }],
  uniques: [{ name: 'authenticators_credential_unique', columns: ['credentialId'] }],
  checks: [{ name: 'authenticators_complete', expression: 'see migrations/0006-security-keys.ts' }],
});
