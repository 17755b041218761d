import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { User } from '../../people/user.ts';
import { instant } from '../database/columns.ts';

export const UserEntity = new EntitySchema<User>({
  name: 'users',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'users_pk' },
    email: { type: 'text' },
    emailVerified: { type: 'boolean', name: 'email_verified' },
    emailChangedAt: { ...instant('email_changed_at'), nullable: true },
    name: { type: 'text', nullable: true },
    profile: { type: 'jsonb' },
    attributes: { type: 'jsonb', default: {} },
    language: { type: 'text', nullable: true },
    passwordHash: { type: 'text', name: 'password_hash', nullable: true },
    passwordIsShort: { type: 'boolean', name: 'password_is_short' },
    passwordChangedAt: { ...instant('password_changed_at'), nullable: true },
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
  } satisfies Record<keyof User, EntitySchemaColumnOptions>,
  uniques: [{ name: 'users_email_unique', columns: ['email'] }],
  indices: [{ name: 'users_locked', columns: ['id'], synchronize: false }],
});
