import { protectedSince } from './factor-reach.ts';
import type { EnforcementPolicy, FactorOwner, Instant, MembershipFacts } from './facts.ts';
import { activatedAt, isExempt, openedForMember, policiesNewestFirst } from './policy-in-force.ts';

/** A policy that requires something of one member, and since (or from) when. */
export interface Bound {
  readonly policy: EnforcementPolicy;
  readonly since: Instant;
}

/** How an organization's policies bind one member in one session. An exemption is not looked at here. */
export interface MemberBinding {
  /** What must hold now; null when nothing is required of this session. */
  readonly inForce: Bound | null;
  /** The next announced start, when it has not come yet: the deadline that pages and claims state. */
  readonly announced: Bound | null;
  /** A start that ended the sessions from before it, unless their owner was protected by then. */
  readonly endsOlderSessions: Bound | null;
}

interface Start {
  readonly since: Instant;
  readonly reaches: 'every_session' | 'later_sign_ins';
  readonly endsOlderSessions: boolean;
}

/**
 * Walks from the latest policy back to the first that is in effect for this member and session.
 * A policy that requires nothing of the member ends the walk at once: turning off is immediate, only a
 * tightening leaves the older policy in charge until it takes effect (ruling 5).
 */
export function memberBinding(membership: MembershipFacts, openedAt: Instant, now: Instant): MemberBinding {
  const { organization } = membership;
  const until = organization.enforcedUntil ?? null;
  if (organization.mayEnforce || until === null) return bindingOf(membership, openedAt, now);
  // The trial is over, so nothing binds any more; but a session that it ended while it ran stays ended (ruling 6).
  const enforced = { ...membership, organization: { ...organization, mayEnforce: true } };
  const { endsOlderSessions } = bindingOf(enforced, openedAt, Math.min(until - 1, now));
  return { inForce: null, announced: null, endsOlderSessions };
}

function bindingOf(membership: MembershipFacts, openedAt: Instant, now: Instant): MemberBinding {
  const opened = openedForMember(membership, openedAt);
  let announced: Bound | null = null;
  let endsOlderSessions: Bound | null = null;
  for (const policy of policiesNewestFirst(membership.organization)) {
    const isRequired = policy.required === 'everyone' || membership.override === 'required';
    if (!isRequired && activatedAt(policy) <= now) break;
    if (!isRequired) continue;
    const start = startFor(policy, membership, now);
    const bound: Bound = { policy, since: start.since };
    if (now < start.since) {
      announced ??= bound;
      continue;
    }
    const isOlder = opened < start.since;
    if (isOlder && start.endsOlderSessions) endsOlderSessions ??= bound;
    if (isOlder && start.reaches === 'later_sign_ins') continue;
    return { inForce: bound, announced, endsOlderSessions };
  }
  return { inForce: null, announced, endsOlderSessions };
}

/**
 * Whether a start that ends older sessions ends those of this user: he was not protected at the instant itself. Who
 * enrols after it does not bring his ended sessions back (ruling 6).
 */
export function endsSessionsOf({ policy, since }: Bound, user: FactorOwner): boolean {
  const protectedFrom = protectedSince(user, policy);
  return protectedFrom === null || protectedFrom > since;
}

/** When and how far one policy that requires the member reaches him. */
function startFor(policy: EnforcementPolicy, membership: MembershipFacts, now: Instant): Start {
  const activated = activatedAt(policy);
  const endsOlderSessions = policy.sessions !== 'keep';
  const reaches = policy.activation.kind === 'next_sign_in' ? 'later_sign_ins' : 'every_session';
  const changedAt = overrideChangedAt(policy, membership);
  if (policy.required === 'nobody') {
    // A chosen person: the policy's own activation, counted from the choice.
    return { since: Math.max(activated, changedAt ?? activated), reaches, endsOlderSessions };
  }
  const again = enforcedAgainAt(policy, membership, changedAt);
  // Ruling 19: enforcing one member again binds at once, without grace, and ends his sessions (T20).
  if (again !== null) return { since: again, reaches: 'every_session', endsOlderSessions: true };
  const ownDeadline = ownDeadlineOf(membership, now);
  if (ownDeadline !== null && ownDeadline > activated) {
    return { since: ownDeadline, reaches: 'every_session', endsOlderSessions };
  }
  return { since: activated, reaches, endsOlderSessions };
}

/** When an administrator last set the override under this policy; null when the policy is the newer word. */
function overrideChangedAt(policy: EnforcementPolicy, membership: MembershipFacts): Instant | null {
  const { override, overrideSetAt } = membership;
  if (override === 'exempt' || overrideSetAt === null) return null;
  return overrideSetAt > policy.savedAt ? overrideSetAt : null;
}

/** Under `everyone`, `required` binds when it is set; back to `inherit` means like the others, who may still have time. */
function enforcedAgainAt(
  policy: EnforcementPolicy,
  membership: MembershipFacts,
  changedAt: Instant | null,
): Instant | null {
  if (changedAt === null) return null;
  if (membership.override === 'required') return changedAt;
  return changedAt >= activatedAt(policy) ? changedAt : null;
}

/** The end of a lapsed exemption or of the days of grace after joining: a deadline of this member alone. */
function ownDeadlineOf(membership: MembershipFacts, now: Instant): Instant | null {
  if (membership.override === 'required') return null;
  if (membership.override === 'exempt' && !isExempt(membership, now)) return membership.exemptUntil;
  return membership.graceUntil;
}
