import {
  activatedAt,
  isExempt,
  openedForMember,
  policiesNewestFirst,
} from '../enforcement/policy-in-force.ts';
import { protectedSince } from '../factors/factor-reach.ts';
import type { EnforcementPolicy, FactorOwner, Instant, MembershipFacts } from '../facts.ts';

/** A policy that requires something of one member, and since (or from) when. */
export interface Bound {
  readonly policy: EnforcementPolicy;
  readonly since: Instant;
}

/** The policy that must hold now. */
export interface BoundNow extends Bound {
  /** Since when the member has been bound without a break, by this policy or those before it. */
  readonly requiredSince: Instant;
}

/** How an organization's policies bind one member in one session. An exemption is not looked at here. */
export interface MemberBinding {
  /** What must hold now; null when nothing is required of this session. */
  readonly inForce: BoundNow | null;
  /** The next announced start, when it has not come yet: the deadline that pages and claims state. */
  readonly announced: Bound | null;
  /** Starts that ended the sessions from before them, unless their owner was protected by then. */
  readonly endsOlderSessions: readonly Bound[];
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
  const endsOlderSessions: Bound[] = [];
  const policies = policiesNewestFirst(membership.organization);
  for (const [index, policy] of policies.entries()) {
    const before = { policies, index: index + 1, membership, opened, now };
    const isRequired = isRequiredBy(policy, membership);
    if (!isRequired && activatedAt(policy) <= now) {
      endsOlderSessions.push(...overtakenEnds(before, activatedAt(policy)));
      break;
    }
    if (!isRequired) continue;
    const start = startFor(policy, membership, now);
    const bound: Bound = { policy, since: start.since };
    if (now < start.since) {
      // Not always the latest word: a member's own days of grace may end before it takes effect.
      if (announced === null || bound.since < announced.since) announced = bound;
      continue;
    }
    const isOlder = opened < start.since;
    if (isOlder && start.endsOlderSessions) endsOlderSessions.push(bound);
    if (isOlder && start.reaches === 'later_sign_ins') continue;
    endsOlderSessions.push(...overtakenEnds(before, start.since));
    const inForce = { ...bound, requiredSince: requiredSince(before, start.since) };
    return { inForce, announced, endsOlderSessions };
  }
  return { inForce: null, announced, endsOlderSessions };
}

/** The policies from an index on: those before the one that has taken over. */
interface Earlier {
  readonly policies: readonly EnforcementPolicy[];
  readonly index: number;
  readonly membership: MembershipFacts;
  readonly opened: Instant;
  readonly now: Instant;
}

/**
 * Sessions that an earlier policy ended while the next one was announced already: what had ended when that one was saved
 * was ended for good then (ruling 6).
 */
function overtakenEnds(earlier: Earlier, takenOverAt: Instant): readonly Bound[] {
  const { policies, index, membership, opened, now } = earlier;
  const [policy, next] = [policies[index], policies[index - 1]];
  if (policy === undefined || next === undefined || !isRequiredBy(policy, membership)) return [];
  const { since, endsOlderSessions } = startFor(policy, membership, now);
  const isOvertaken = since > next.savedAt && since < takenOverAt;
  return isOvertaken && endsOlderSessions && opened < since ? [{ policy, since }] : [];
}

/** A policy that follows another at once does not begin to require anew: sessions would live longer by every save. */
function requiredSince(earlier: Earlier, since: Instant): Instant {
  const { policies, index, membership, opened, now } = earlier;
  let first = since;
  for (const policy of policies.slice(index)) {
    if (!isRequiredBy(policy, membership)) {
      if (activatedAt(policy) <= first) break;
      continue;
    }
    const start = startFor(policy, membership, now);
    const isReached = opened >= start.since || start.reaches === 'every_session';
    if (start.since < first && isReached) first = start.since;
  }
  return first;
}

/** Whether a policy means this member, whenever it takes effect. */
export function isRequiredBy(policy: EnforcementPolicy, { override }: MembershipFacts): boolean {
  return policy.required === 'everyone' || override === 'required';
}

/**
 * The start that ended the sessions of this user from before it, null where none did: whoever was protected at the
 * instant itself keeps theirs. Enrolling after it does not bring ended sessions back (ruling 6).
 */
export function endOfOlderSessions(
  { endsOlderSessions }: Pick<MemberBinding, 'endsOlderSessions'>,
  user: FactorOwner,
): Bound | null {
  return endsOlderSessions.find((bound) => endsSessionsOf(bound, user)) ?? null;
}

function endsSessionsOf({ policy, since }: Bound, user: FactorOwner): boolean {
  const protectedFrom = protectedSince(user, policy);
  return protectedFrom === null || protectedFrom > since;
}

/** When and how far one policy that requires the member reaches them. */
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
  // Ruling 19: enforcing one member again binds at once, without grace, and ends their sessions (T20).
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
  return overrideSetAt > (policy.announcedSince ?? policy.savedAt) ? overrideSetAt : null;
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
