import { isExempt } from '../enforcement/policy-in-force.ts';
import { confirmedKinds, mustEnroll } from '../factors/factor-reach.ts';
import type { Instant, MembershipFacts, UserFacts } from '../facts.ts';
import { memberBinding } from '../members/member-binding.ts';

/**
 * Whether MFA is asked of a user at their sign-ins, which lets their password be short (ruling 21): they have a factor of
 * their own (ruling 2), or have to set one up first (ruling 35), or an organization requires one of them now. Where an environment lifts that, the short password has to
 * be replaced at the first sign-in there.
 */
export function isMfaAlwaysRequired(
  user: UserFacts,
  memberships: readonly MembershipFacts[],
  now: Instant,
): boolean {
  if (confirmedKinds(user).length > 0 || mustEnroll(user)) return true;
  return memberships.some((membership) => isBound(membership, now));
}

/** Whether an organization requires MFA of one member at sign-ins from now on. */
export function isBound(membership: MembershipFacts, now: Instant): boolean {
  if (membership.suspended === 'by_admin' || isExempt(membership, now)) return false;
  return memberBinding(membership, now, now).inForce !== null;
}
