import type { EnforcementPolicy, Instant, MembershipFacts, OrganizationFacts } from '../facts.ts';

/** When a policy takes effect for an organization: at its deadline, else when it was saved. */
export function activatedAt(policy: EnforcementPolicy): Instant {
  return policy.activation.kind === 'deadline' ? policy.activation.at : policy.savedAt;
}

/**
 * The policies of an organization, newest first; none when its plan lacks the entitlement.
 * Unreadable policies are no policies here: whoever decides has denied before.
 */
export function policiesNewestFirst(organization: OrganizationFacts): readonly EnforcementPolicy[] {
  const policies = organization.mayEnforce ? (organization.policies ?? []) : [];
  return isNewestFirst(policies) ? policies : policies.toSorted((one, other) => other.savedAt - one.savedAt);
}

/** The latest policy of an organization, in effect or only announced; null when it has none that may bind. */
export function latestPolicy(organization: OrganizationFacts): EnforcementPolicy | null {
  return policiesNewestFirst(organization)[0] ?? null;
}

/**
 * The policy in effect for a session, whomever it requires: the latest whose instant has passed.
 * `next_sign_in` is in effect for sessions opened since; older ones keep the policy before it (ruling 5).
 */
export function policyInForce(
  organization: OrganizationFacts,
  openedAt: Instant,
  now: Instant,
): EnforcementPolicy | null {
  for (const policy of policiesNewestFirst(organization)) {
    if (now < activatedAt(policy)) continue;
    if (policy.activation.kind === 'next_sign_in' && openedAt < policy.savedAt) continue;
    return policy;
  }
  return null;
}

/**
 * The policies that some session is under now, newest first: the one in effect and, where that reaches later sign-ins
 * alone, those before it.
 */
export function reigningPolicies(
  policies: readonly EnforcementPolicy[],
  now: Instant,
): readonly EnforcementPolicy[] {
  const reigning: EnforcementPolicy[] = [];
  for (const policy of policies) {
    if (now < activatedAt(policy)) continue;
    reigning.push(policy);
    if (policy.activation.kind !== 'next_sign_in') break;
  }
  return reigning;
}

/** The announced policies and the one in effect: those that may still say something (ruling 5). */
export function livePolicies(organization: OrganizationFacts, now: Instant): readonly EnforcementPolicy[] {
  const policies = policiesNewestFirst(organization);
  const inEffect = policies.findIndex((policy) => activatedAt(policy) <= now);
  return inEffect === -1 ? policies : policies.slice(0, inEffect + 1);
}

/** Joining counts as a new sign-in (ruling 10), so a session is never older for an organization than the membership. */
export function openedForMember(membership: MembershipFacts, openedAt: Instant): Instant {
  return Math.max(openedAt, membership.joinedAt);
}

/** Whether the override exempts the member now; an exemption that has run out exempts no more, job or no job. */
export function isExempt(membership: MembershipFacts, now: Instant): boolean {
  if (membership.override !== 'exempt') return false;
  return membership.exemptUntil === null || now < membership.exemptUntil;
}

function isNewestFirst(policies: readonly EnforcementPolicy[]): boolean {
  for (let index = 1; index < policies.length; index += 1) {
    const [newer, older] = [policies[index - 1], policies[index]];
    if (newer !== undefined && older !== undefined && newer.savedAt < older.savedAt) return false;
  }
  return true;
}
