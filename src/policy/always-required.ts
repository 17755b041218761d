import { confirmedKinds } from './factor-reach.ts';
import type { Instant, MembershipFacts, UserFacts } from './facts.ts';
import { memberBinding } from './member-binding.ts';
import { isExempt } from './policy-in-force.ts';

/**
 * Whether MFA is asked of a user at his sign-ins, which lets his password be short (ruling 21): he has a factor of his
 * own (ruling 2), or an organization requires one of him now. Where an environment lifts that, the short password has to
 * be replaced at the first sign-in there.
 */
export function isMfaAlwaysRequired(
  user: UserFacts,
  memberships: readonly MembershipFacts[],
  now: Instant,
): boolean {
  return confirmedKinds(user).length > 0 || memberships.some((membership) => isBound(membership, now));
}

function isBound(membership: MembershipFacts, now: Instant): boolean {
  if (membership.suspended === 'by_admin' || isExempt(membership, now)) return false;
  return memberBinding(membership, now, now).inForce !== null;
}
