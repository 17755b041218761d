import type { EnforcementPolicy, Instant, Override, Role } from '../policy/facts.ts';
import type { RefusalCode } from '../refusal.ts';
import { type Acting, hasRoleOver, isOwnMembership } from './acting.ts';

/** An order that all members whom the organization manages get new passwords. Plain JSON, since a queue carries it. */
export interface ResetOrder {
  readonly organizationId: string;
  readonly acting: Acting;
  readonly orderedAt: Instant;
}

/** One member as an order of new passwords looks at him. */
export interface ResetCandidate {
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  readonly override: Override;
  readonly exemptUntil: Date | null;
  /** See `Membership.managesUser`. */
  readonly isManaged: boolean;
}

export type WhyNotReset = Extract<RefusalCode, 'not_managed_here' | 'not_allowed' | 'own_device'>;

/**
 * Why a member gets no new password by an order; null when he does. The operator is bound by ruling 17 as well: who is
 * not managed here may belong to others, whose sign-ins this would stop.
 */
export function whyNotReset(acting: Acting, candidate: ResetCandidate): WhyNotReset | null {
  if (isOwnMembership(acting, candidate.userId)) return 'own_device';
  if (!candidate.isManaged) return 'not_managed_here';
  return hasRoleOver(acting, candidate) ? null : 'not_allowed';
}

/**
 * Whether a new password that is ordered also chooses the member for MFA (L4, preset `reset-driven`): the policy requires
 * nobody as a whole, and whoever is chosen is bound at once and signed out.
 */
export function choosesByReset(policy: EnforcementPolicy): boolean {
  const { required, activation, sessions } = policy;
  return required === 'nobody' && activation.kind === 'immediately' && sessions === 'end_now';
}
