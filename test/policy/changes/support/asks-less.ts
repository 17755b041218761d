import { decide } from '../../../../src/policy/decide.ts';
import type { Decision, OrganizationOutcome } from '../../../../src/policy/decision.ts';
import { isExempt, openedForMember } from '../../../../src/policy/enforcement/policy-in-force.ts';
import { isProtected } from '../../../../src/policy/factors/factor-reach.ts';
import type { Facts, Instant, Proofs, UserFacts } from '../../../../src/policy/facts.ts';
import { endOfOlderSessions, memberBinding } from '../../../../src/policy/members/member-binding.ts';
import { decideSelfDisable } from '../../../../src/policy/members/self-disable.ts';
import { isSuspensionOver } from '../../../../src/policy/members/suspension.ts';
import { proofBeforeEnrollment } from '../../../../src/policy/rules/enrollment-proof.ts';
import { decideJoining } from '../../../../src/policy/rules/joining-rule.ts';
import { organizationOutcomes } from '../../../../src/policy/rules/organization-outcome.ts';
import {
  factsIn,
  type PolicyChange,
  policiesAfter,
  type Situation,
  type World,
  worldWith,
} from './situation.ts';

/**
 * In what the engine asks less of a person than before, compared by the facts of one moment:
 *
 * - `token`: a token leaves where something was to be proven first, with the proofs of the session or after any one kind
 *   of proof more (so a wider set of accepted factors counts as less). A new password is no demand of a policy (ruling
 *   21 asks for one where none requires MFA), nor is an offer that may be declined.
 * - `enrollment proof`: a weaker proof before a first factor is set up.
 * - `joining`: somebody becomes a member where something was to be proven first.
 * - `removal`: a factor may be removed that was to be kept, or less follows from it; unless the policy binds its owner and
 *   this factor counts for nothing there, so that another has to be set up anyway.
 * - `claim`: an organization that required MFA does not, or is satisfied where it was not.
 * - `deadline`: what was announced comes later or never.
 * - `suspension`: it is over.
 * - `session`: one from before the save, whose owner was not protected, goes on where the policy would have ended it.
 */
export type Facet =
  | 'token'
  | 'enrollment proof'
  | 'joining'
  | 'removal'
  | 'claim'
  | 'deadline'
  | 'suspension'
  | 'session';

/** The first way in which the policy after asks less of this person at this moment; null for none. */
export function asksLess(change: PolicyChange, situation: Situation): Facet | null {
  const before = worldWith(change.before, situation, change.savedAt);
  const after = worldWith(policiesAfter(change), situation, change.savedAt);
  if (isSuspensionOverIn(after) && !isSuspensionOverIn(before)) return 'suspension';
  if (isLessBeforeEnrolling(before, after)) return 'enrollment proof';
  if (isRemovalEasier(before, after)) return 'removal';
  if (!isReachable(before, change.savedAt)) return null;
  if (isSessionSpared(before, after, change.savedAt)) return 'session';
  if (passesSooner(before, after, joins)) return 'joining';
  if (passesSooner(before, after, getsCode) || passesSooner(before, after, refreshes)) return 'token';
  if (isClaimWeaker(before, after)) return 'claim';
  return isDeadlineLater(before, after) ? 'deadline' : null;
}

/** What a person could prove next. */
function furtherProofs(at: Instant): readonly Proofs[] {
  const webauthn = { at, userVerified: true, hardwareBound: null };
  return [{}, { totpAt: at }, { webauthn }, { recoveryCodeAt: at }, { totpAt: at, webauthn }];
}

type Passes = (world: World, proven: Proofs) => boolean;

function passesSooner(before: World, after: World, passes: Passes): boolean {
  return furtherProofs(before.at).some((proven) => passes(after, proven) && !passes(before, proven));
}

const getsCode: Passes = (world, proven) => isFree(decide(factsIn(world, 'authorization', proven), world.at));
const refreshes: Passes = (world, proven) => isFree(decide(factsIn(world, 'token', proven), world.at));

const joins: Passes = (world, proven) => {
  const { joinedAt: _, ...membership } = world.membership;
  const joining = { ...membership, joinedAt: world.at };
  const facts = { ...factsIn(world, 'authorization', proven), memberships: world.others };
  return isFree(decideJoining(facts, joining, world.at));
};

/** No token is kept back for what a policy demands. */
function isFree(decision: Decision): boolean {
  if (decision.step === 'enroll' || decision.step === 'challenge') return decision.declinable === true;
  return decision.step === 'continue' || decision.step === 'new_password';
}

const proofOrder = { none: 0, mailbox: 1, ticket: 2, factor: 3 } as const;

function isLessBeforeEnrolling(before: World, after: World): boolean {
  return proofOrder[proofIn(after)] < proofOrder[proofIn(before)];
}

function proofIn({ user, membership, others, at }: World) {
  return proofBeforeEnrollment(user, [membership, ...others], at);
}

function isRemovalEasier(before: World, after: World): boolean {
  const { user, membership, at } = after;
  const { inForce } = memberBinding(membership, at, at);
  const isNeeded = inForce !== null && !isExempt(membership, at);
  if (isNeeded && !isProtected(user, inForce.policy)) return false;
  return consequenceIn(after) < consequenceIn(before);
}

/** 0: nothing follows; then a removal, a suspension; and the refusals. */
function consequenceIn(world: World): number {
  const { user, removed, membership, activeOwners, at } = world;
  const kept = user.factors.filter(({ kind }) => kind !== removed);
  const without: UserFacts = { ...user, factors: kept };
  const outcome = decideSelfDisable({ before: user, after: without }, [{ membership, activeOwners }], at);
  if (outcome.result === 'forbidden') return 4;
  if (outcome.result === 'last_owner') return 3;
  if (outcome.suspendedIn.length > 0) return 2;
  return outcome.removedFrom.length > 0 ? 1 : 0;
}

function isSuspensionOverIn({ membership, user, at }: World): boolean {
  return isSuspensionOver(membership, user, at);
}

function isClaimWeaker(before: World, after: World): boolean {
  for (const at of ['authorization', 'token'] as const) {
    const [was, is] = [claimIn(before, at), claimIn(after, at)];
    if (was === null || is === null) continue;
    if ((was.required && !is.required) || (!was.satisfied && is.satisfied)) return true;
  }
  return false;
}

function claimIn(world: World, at: Facts['at']): OrganizationOutcome | null {
  const outcomes = organizationOutcomes(factsIn(world, at), world.at);
  return outcomes.find(({ id }) => id === world.membership.organization.id) ?? null;
}

function isDeadlineLater(before: World, after: World): boolean {
  const [was, is] = [bindingIn(before), bindingIn(after)];
  if (isExempt(before.membership, before.at) || was.announced === null) return false;
  if (was.inForce !== null || is.inForce !== null) return false;
  return is.announced === null || is.announced.since > was.announced.since;
}

function bindingIn({ membership, session, at }: World) {
  return memberBinding(membership, session.openedAt, at);
}

/** A session that is dead proves nothing more, and saving makes the end of those last that have ended (ruling 6). */
function isReachable(before: World, savedAt: Instant): boolean {
  const endedAt = endOfSession(before, before.at);
  if (endedAt === null) return true;
  if (endedAt <= savedAt || openedIn(before) >= savedAt) return false;
  const { lastSeenAt, proofs } = before.session;
  const used = [lastSeenAt, proofs.passwordAt, proofs.totpAt, proofs.recoveryCodeAt, proofs.webauthn?.at];
  return used.every((at) => at === undefined || at <= endedAt);
}

function openedIn({ membership, session }: World): Instant {
  return openedForMember(membership, session.openedAt);
}

function isSessionSpared(before: World, after: World, savedAt: Instant): boolean {
  if (openedIn(before) >= savedAt) return false;
  return endOfSession(before, before.at) !== null && endOfSession(after, after.at) === null;
}

/** When the rule of the organization ended the session; null while it lives. */
function endOfSession({ membership, session, user }: World, at: Instant): Instant | null {
  if (isExempt(membership, at) || membership.suspended === 'by_admin') return null;
  return endOfOlderSessions(memberBinding(membership, session.openedAt, at), user)?.since ?? null;
}
