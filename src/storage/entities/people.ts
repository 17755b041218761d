import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Authenticator, RecoveryCode } from '../../authenticators/authenticator.ts';
import type { User } from '../../people/user.ts';
import { instant } from './columns.ts';

/** The instant of the order of a new password that was carried out last, kept when it was obeyed. */
type UserRow = User & { readonly resetOrderedAt: Date | null };

export const UserEntity = new EntitySchema<UserRow>({
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
    resetOrderedAt: { ...instant('reset_ordered_at'), nullable: true },
    mustEnrollSince: { ...instant('must_enroll_since'), nullable: true },
    deactivatedAt: { ...instant('deactivated_at'), nullable: true },
    isOperator: { type: 'boolean', name: 'is_operator', default: false },
    createdAt: instant('created_at'),
  } satisfies Record<keyof UserRow, EntitySchemaColumnOptions>,
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
