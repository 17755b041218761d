import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { User } from '../../accounts/user.ts';
import type { Authenticator, RecoveryCode } from '../../authenticators/authenticator.ts';
import { instant } from './columns.ts';

export const UserEntity = new EntitySchema<User>({
  name: 'users',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'users_pk' },
    email: { type: 'text' },
    emailVerified: { type: 'boolean', name: 'email_verified' },
    emailChangedAt: { ...instant('email_changed_at'), nullable: true },
    name: { type: 'text', nullable: true },
    profile: { type: 'jsonb' },
    passwordHash: { type: 'text', name: 'password_hash', nullable: true },
    passwordIsShort: { type: 'boolean', name: 'password_is_short' },
    epoch: { type: 'integer', default: 0 },
    secondFactorFailures: { type: 'integer', name: 'second_factor_failures', default: 0 },
    secondFactorLockedUntil: { ...instant('second_factor_locked_until'), nullable: true },
    replaceFactorSince: { ...instant('replace_factor_since'), nullable: true },
    passwordResetAt: { ...instant('password_reset_at'), nullable: true },
    createdAt: instant('created_at'),
  } satisfies Record<keyof User, EntitySchemaColumnOptions>,
  uniques: [{ name: 'users_email_unique', columns: ['email'] }],
});

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
    secret: { type: 'bytea' },
    algorithm: { type: 'text' },
    digits: { type: 'smallint' },
    periodSeconds: { type: 'smallint', name: 'period_seconds' },
    lastStep: { type: 'bigint', name: 'last_step' },
    disclosedSteps: { type: 'jsonb', name: 'disclosed_steps' },
    confirmedAt: instant('confirmed_at'),
    lastUsedAt: { ...instant('last_used_at'), nullable: true },
  } satisfies Record<keyof Authenticator, EntitySchemaColumnOptions>,
  indices: [{ name: 'authenticators_user', columns: ['userId'] }],
});

export const RecoveryCodeEntity = new EntitySchema<RecoveryCode>({
  name: 'recovery_codes',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'recovery_codes_pk' },
    userId: {
      type: 'uuid',
      name: 'user_id',
      foreignKey: { target: 'users', name: 'recovery_codes_user_fk', onDelete: 'CASCADE' },
    },
    salt: { type: 'bytea' },
    hash: { type: 'bytea' },
    usedAt: { ...instant('used_at'), nullable: true },
    atHandAt: { ...instant('at_hand_at'), nullable: true },
  } satisfies Record<keyof RecoveryCode, EntitySchemaColumnOptions>,
  indices: [{ name: 'recovery_codes_user', columns: ['userId'] }],
});
