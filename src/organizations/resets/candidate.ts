import { membershipFacts } from '../../people/person-facts.ts';
import { entitlementOf, keepsEnforcing, mayEnforceMore, planRefusal } from '../../plans/entitlement.ts';
import type { Plans } from '../../plans/plans.ts';
import type { EnforcementPolicy, Instant } from '../../policy/facts.ts';
import { isBound } from '../../policy/rules/always-required.ts';
import type { RefusalCode } from '../../refusal/refusal.ts';
import { type AdminContext, hasRoleOver, isOwnMembership } from '../core/admin-context.ts';
import type { Member, Organization } from '../core/organization.ts';
import { savedPolicy } from '../core/saved-policy.ts';
import type { MemberRow } from '../members/member-list-store.ts';

/** What is wished for. */
export interface WantedResets {
  readonly organizationId: string;
  /** Whether those without a factor set one up next; null: where the plan has enforcement. */
  readonly mustEnroll: boolean | null;
}

/** An order that members whom the organization manages get new passwords. */
export interface ResetOrder {
  readonly organizationId: string;
  /** Who ordered; when is `orderedAt`. */
  readonly acting: Pick<AdminContext, 'actor' | 'admin'>;
  readonly orderedAt: Instant;
  /** Whether those without a factor set one up at their next sign-in, whatever policies say (ruling 35). */
  readonly mustEnroll: boolean;
}

/** One member as an order of new passwords looks at them. */
export interface ResetCandidate extends Member {
  readonly email: string;
  /** See `Membership.managesUser`. */
  readonly isManaged: boolean;
  readonly hasFactor: boolean;
  /** Their old password is made worthless as well, for when the account is opened again; no link would help. */
  readonly isDeactivated: boolean;
}

/** A member of a list as an order looks at them. */
export function candidateOf({ member, email, isManaged, factors, isDeactivated }: MemberRow): ResetCandidate {
  return { ...member, email, isManaged, hasFactor: factors.length > 0, isDeactivated };
}

/** Where an order is carried out. */
export interface ResetScope {
  readonly organization: Organization;
  readonly plans: Plans;
}

export type ResetExclusion = Extract<RefusalCode, 'not_managed_here' | 'not_allowed' | 'own_device'>;

/** What the next sign-in of a member asks beside the new password: to set a factor up, or the factor they have. */
export type AskedNext = 'enroll' | 'factor' | 'password_only';

/**
 * Why a member gets no new password by an order; null when they do. The operator is bound by ruling 17 as well: who is
 * not managed here may belong to others, whose sign-ins this would stop.
 */
export function resetExclusion(
  acting: ResetOrder['acting'],
  candidate: ResetCandidate,
): ResetExclusion | null {
  if (isOwnMembership(acting, candidate.userId)) return 'own_device';
  if (!candidate.isManaged) return 'not_managed_here';
  return hasRoleOver(acting, candidate) ? null : 'not_allowed';
}

/**
 * Whether an order makes people enrol: as it says, else wherever the plan has enforcement (L4).
 * @throws Refusal `plan_without_enforcement` where it is asked for and the plan does not allow it
 */
export function mustEnrollBy(
  wanted: Pick<WantedResets, 'mustEnroll'>,
  { organization, plans }: ResetScope,
  now: Date,
): boolean {
  const entitlement = entitlementOf(organization, plans, now);
  if (wanted.mustEnroll === true && !mayEnforceMore(entitlement))
    throw planRefusal(organization, entitlement);
  return wanted.mustEnroll ?? mayEnforceMore(entitlement);
}

/** Whether this order chooses a member for MFA, so that they are bound from now on. Whoever is exempt stays so. */
export function isChosenBy(
  { override, exemptUntil }: Pick<Member, 'override' | 'exemptUntil'>,
  { organization, plans }: ResetScope,
  now: Date,
): boolean {
  const policy = savedPolicy(organization);
  if (policy === 'unreadable' || !choosesByReset(policy)) return false;
  if (!keepsEnforcing(entitlementOf(organization, plans, now))) return false;
  return override === 'inherit' || (override === 'exempt' && exemptUntil !== null && exemptUntil <= now);
}

/** What the next sign-in asks of a member once the order has been carried out, as far as this organization knows. */
export function askedNext(
  candidate: ResetCandidate,
  { mustEnroll, ...scope }: Pick<ResetOrder, 'mustEnroll'> & ResetScope,
  now: Date,
): AskedNext {
  if (candidate.hasFactor) return 'factor';
  if (mustEnroll || isChosenBy(candidate, scope, now)) return 'enroll';
  const { organization, plans } = scope;
  const membership = { member: candidate, organization, managesUser: candidate.isManaged };
  return isBound(membershipFacts(membership, plans, now), now.getTime()) ? 'enroll' : 'password_only';
}

/** How many of the members are asked what. */
export function countAsked(all: readonly AskedNext[]): Record<AskedNext, number> {
  const counts = { enroll: 0, factor: 0, password_only: 0 };
  for (const asked of all) counts[asked] += 1;
  return counts;
}

/**
 * Whether a new password that is ordered also chooses the member for MFA (L4, preset `reset-driven`): the policy requires
 * nobody as a whole, and whoever is chosen is bound at once and signed out.
 */
function choosesByReset(policy: EnforcementPolicy): boolean {
  const { required, activation, sessions } = policy;
  return required === 'nobody' && activation.kind === 'immediately' && sessions === 'end_now';
}
