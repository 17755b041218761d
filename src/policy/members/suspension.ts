import { isExempt } from '../enforcement/policy-in-force.ts';
import { isProtected } from '../factors/factor-reach.ts';
import type { FactorOwner, Instant, MembershipFacts } from '../facts.ts';
import { memberBinding } from './member-binding.ts';

/**
 * Whether a suspension has ended by itself, even if no job has recorded it yet (ruling 15): one `by_rule` ends
 * when the member is protected again or nothing is enforced on them any more, one `by_admin` never does.
 */
export function isSuspensionOver(membership: MembershipFacts, user: FactorOwner, now: Instant): boolean {
  if (membership.suspended === null) return true;
  if (membership.suspended === 'by_admin') return false;
  if (isExempt(membership, now)) return true;
  const { mayEnforce, policies } = membership.organization;
  // What cannot be read may still be asked.
  if (mayEnforce && policies === null) return false;
  const { inForce } = memberBinding(membership, now, now);
  return inForce === null || isProtected(user, inForce.policy);
}
