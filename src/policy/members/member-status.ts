import type { Reason } from '../decision.ts';
import { isExempt, latestPolicy } from '../enforcement/policy-in-force.ts';
import { confirmedKinds, defaultTerms, isProtected } from '../factors/factor-reach.ts';
import type { FactorOwner, Instant, MembershipFacts } from '../facts.ts';
import { type Bound, memberBinding } from './member-binding.ts';
import { named } from './named-organization.ts';

/** `pending`: MFA is required of the member, now or from an announced instant, and they have not enrolled yet. */
export type ProtectionStatus = 'unprotected' | 'pending' | 'protected';

/** What administrators see of one member. */
export interface MemberStatus {
  readonly status: ProtectionStatus;
  /** What makes this member prove a second factor, and since (or from) when; nothing about other organizations. */
  readonly boundBy: readonly Reason[];
}

/** The status of one member in one organization (ruling 11). Unreadable policies protect nobody. */
export function memberStatus(membership: MembershipFacts, user: FactorOwner, now: Instant): MemberStatus {
  const bound = requirementOf(membership, now);
  return { status: statusOf(membership, user, bound), boundBy: reasonsOf(membership, user, bound) };
}

/** What the latest word of the organization requires of the member: announced or in force, an exemption aside. */
export function requirementOf(membership: MembershipFacts, now: Instant): Bound | null {
  if (isExempt(membership, now)) return null;
  const { announced, inForce } = memberBinding(membership, now, now);
  return announced ?? inForce;
}

/** Whether the member can reach what their organization asks, or the product's default where it asks nothing. */
export function isProtectedMember(membership: MembershipFacts, user: FactorOwner): boolean {
  if (membership.organization.policies === null) return false;
  return isProtected(user, latestPolicy(membership.organization) ?? defaultTerms);
}

function statusOf(membership: MembershipFacts, user: FactorOwner, bound: Bound | null): ProtectionStatus {
  if (isProtectedMember(membership, user)) return 'protected';
  return bound === null ? 'unprotected' : 'pending';
}

function reasonsOf(membership: MembershipFacts, user: FactorOwner, bound: Bound | null): readonly Reason[] {
  const reasons: Reason[] = [];
  if (bound !== null) {
    const { since, policy } = bound;
    const organization = named(membership.organization);
    reasons.push({
      by: 'organization',
      code: 'mfa_required',
      organization,
      since,
      level: policy.minimumLevel,
    });
  }
  if (confirmedKinds(user).length > 0) reasons.push({ by: 'own_factor', code: 'own_factor' });
  return reasons;
}
