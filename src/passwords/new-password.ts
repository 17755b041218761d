import type { Person } from '../people/person.ts';
import { membershipFacts, userFacts } from '../people/person-facts.ts';
import type { Plans } from '../plans/plans.ts';
import { isMfaAlwaysRequired } from '../policy/rules/always-required.ts';
import { Refusal } from '../refusal/refusal.ts';
import {
  checkNewPassword,
  minimumPasswordLength,
  minimumPasswordLengthWithMfa,
  type PasswordContext,
  passwordLength,
} from './password-rules.ts';

export type MinimumLength = typeof minimumPasswordLength | typeof minimumPasswordLengthWithMfa;

/** How long a new password of this person has to be, in characters (ruling 21). */
export function minimumLengthFor(person: Person, plans: Plans, now: Date): MinimumLength {
  const memberships = person.memberships.map((each) => membershipFacts(each, plans, now));
  const isAlwaysRequired = isMfaAlwaysRequired(userFacts(person), memberships, now.getTime());
  return isAlwaysRequired ? minimumPasswordLengthWithMfa : minimumPasswordLength;
}

/** @throws Refusal `password_too_short`, `password_too_common` (also for one that is too long) */
export function requireGoodPassword(
  password: string,
  context: PasswordContext,
  minimum: MinimumLength,
): void {
  const check = checkNewPassword(password, context, minimum);
  if (check.result === 'too_short') throw new Refusal('password_too_short');
  if (check.result !== 'ok') throw new Refusal('password_too_common', { reason: check.result });
}

/** What would be tried because it is this person's. */
export function passwordContextOf({ user, memberships }: Person, productName: string): PasswordContext {
  const organizationNames = memberships.map(({ organization }) => organization.name);
  return { email: user.email, name: user.name, organizationNames, productName };
}

/** Whether it has to be replaced at the first sign-in for which MFA is not required (ruling 21). */
export function isShortPassword(password: string): boolean {
  return passwordLength(password) < minimumPasswordLength;
}
