import type { Reason } from '../decision.ts';
import { isExempt } from '../enforcement/policy-in-force.ts';
import { isProtected } from '../factors/factor-reach.ts';
import type { EnforcementPolicy, Instant, MembershipFacts, UserFacts } from '../facts.ts';
import { memberBinding } from './member-binding.ts';
import { named } from './named-organization.ts';

export type NamedOrganization = NonNullable<Reason['organization']>;

/** One organization of somebody who wants to remove a factor. */
export interface SelfDisableMembership {
  readonly membership: MembershipFacts;
  /** Its owners who are not suspended, they among them if they are one. */
  readonly activeOwners: number;
}

/** What follows when somebody removes a factor of their own. */
export type SelfDisableOutcome =
  /** They may; these organizations let them go (D7) or suspend them. Both are empty where nothing is lost. */
  | {
      readonly result: 'allowed';
      readonly removedFrom: readonly NamedOrganization[];
      readonly suspendedIn: readonly NamedOrganization[];
    }
  /** These organizations require the factor (T13). */
  | { readonly result: 'forbidden'; readonly by: readonly NamedOrganization[] }
  /** They would fall out of these as their last active owner (ruling 12). */
  | { readonly result: 'last_owner'; readonly of: readonly NamedOrganization[] };

/** A person who removes a factor. */
interface FactorChange {
  /** As they are. */
  readonly before: UserFacts;
  /** The same without the factor. */
  readonly after: UserFacts;
}

type Effect = EnforcementPolicy['selfDisable'] | 'nothing';

/**
 * The rule `self_disable` of every organization at once. It fires where protection is lost, not where another factor
 * still reaches what the organization asks (ruling 11), and only where a policy binds them now: not before a deadline,
 * not while they are exempt or suspended by an administrator. `forbid` anywhere wins over everything else; a policy that
 * cannot be read forbids.
 */
export function decideSelfDisable(
  change: FactorChange,
  memberships: readonly SelfDisableMembership[],
  now: Instant,
): SelfDisableOutcome {
  const concerned = (wanted: Effect) =>
    memberships.filter(({ membership }) => effectOf(membership, change, now) === wanted);
  const forbidding = concerned('forbid');
  if (forbidding.length > 0) return { result: 'forbidden', by: forbidding.map(nameOf) };
  const [removing, suspending] = [concerned('remove'), concerned('suspend')];
  const orphaned = [...removing, ...suspending].filter(isLastOwner);
  if (orphaned.length > 0) return { result: 'last_owner', of: orphaned.map(nameOf) };
  return { result: 'allowed', removedFrom: removing.map(nameOf), suspendedIn: suspending.map(nameOf) };
}

function effectOf(membership: MembershipFacts, { before, after }: FactorChange, now: Instant): Effect {
  if (membership.suspended === 'by_admin') return 'nothing';
  if (membership.organization.policies === null) return 'forbid';
  if (isExempt(membership, now)) return 'nothing';
  const at = notBeforeItsPolicy(membership, now);
  // As in a session that begins now: one from before `next_sign_in` may not prepare a way around the next one.
  const { inForce } = memberBinding(membership, at, at);
  if (inForce === null) return 'nothing';
  const isLost = isProtected(before, inForce.policy) && !isProtected(after, inForce.policy);
  return isLost ? inForce.policy.selfDisable : 'nothing';
}

/**
 * The request may have waited for the locks of their organizations. What was saved meanwhile is read as saved, so it is
 * later by now than the request says (D6).
 */
function notBeforeItsPolicy({ organization, overrideSetAt }: MembershipFacts, now: Instant): Instant {
  return Math.max(now, overrideSetAt ?? now, ...(organization.policies ?? []).map(({ savedAt }) => savedAt));
}

function isLastOwner({ membership, activeOwners }: SelfDisableMembership): boolean {
  return membership.role === 'owner' && membership.suspended === null && activeOwners <= 1;
}

function nameOf({ membership }: SelfDisableMembership): NamedOrganization {
  return named(membership.organization);
}
