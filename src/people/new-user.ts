import { randomUUID } from 'node:crypto';
import type { User } from './user.ts';

type Known =
  | 'email'
  | 'emailVerified'
  | 'name'
  | 'profile'
  | 'attributes'
  | 'passwordHash'
  | 'passwordIsShort';

/** Somebody who has just got an account: nothing has happened to it yet. */
export function newUser(known: Pick<User, Known>, now: Date): User {
  return {
    ...known,
    id: randomUUID(),
    emailChangedAt: null,
    language: null,
    passwordChangedAt: null,
    epoch: 0,
    secondFactorFailures: 0,
    secondFactorLockedUntil: null,
    replaceFactorSince: null,
    passwordResetAt: null,
    resetOrderedAt: null,
    mustEnrollSince: null,
    deactivatedAt: null,
    isOperator: false,
    createdAt: now,
  };
}
