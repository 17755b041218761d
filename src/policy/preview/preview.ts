import { decide } from '../decide.ts';
import { isExempt } from '../enforcement/policy-in-force.ts';
import { policiesAfterSaving } from '../enforcement/saved-policies.ts';
import { isProtected } from '../factors/factor-reach.ts';
import type {
  ClientFacts,
  EnforcementPolicy,
  Facts,
  Instant,
  MembershipFacts,
  OrganizationFacts,
  SessionFacts,
  UserFacts,
} from '../facts.ts';
import { type Bound, endOfOlderSessions, memberBinding } from '../members/member-binding.ts';
import { isProtectedMember, requirementOf } from '../members/member-status.ts';
import { nothingRequested } from '../rules/request-rule.ts';

/** One member as a preview sees them; `member` is what lists name them by (their e-mail). */
export interface PreviewMember {
  readonly member: string;
  readonly user: UserFacts;
  /** The membership with the organization's policies as they are now. */
  readonly membership: MembershipFacts;
  /** Their memberships elsewhere, which may want a stricter enrolment proof; never named in the answer. */
  readonly otherMemberships: readonly MembershipFacts[];
  /** When their live sessions were opened; empty when they have none. */
  readonly sessionsOpenedAt: readonly Instant[];
}

/** What a policy would do to the members of its organization. */
export interface PolicyPreview {
  readonly members: number;
  /** Required and not protected: these block `when_compliant`. Suspended and exempt members do not (ruling 15). */
  readonly notProtected: readonly string[];
  /** Whose sessions end, and when. */
  readonly signedOut: readonly { readonly member: string; readonly at: Instant }[];
  /** Who could not get in by themselves any more: they would need a ticket, or cannot reach the level at all. */
  readonly lockedOut: readonly string[];
  readonly exempt: readonly string[];
  /** The only active owner, when they are not protected; else null. */
  readonly loneOwner: string | null;
}

/** A preview of some of the members. */
export interface PartialPreview extends Omit<PolicyPreview, 'loneOwner'> {
  readonly activeOwners: readonly { readonly member: string; readonly isProtected: boolean }[];
}

/** Previews a policy with the engine that decides sign-ins, as if it were saved now. */
export function previewPolicy(
  policy: EnforcementPolicy,
  members: readonly PreviewMember[],
  now: Instant,
): PolicyPreview {
  return joinPreviews([previewPart(policy, members, now)]);
}

/** The same for some of the members: a hundred thousand at once would keep every other request waiting. */
export function previewPart(
  policy: EnforcementPolicy,
  members: readonly PreviewMember[],
  now: Instant,
): PartialPreview {
  const organizationOf = memo((organization: OrganizationFacts) => withPolicy(organization, policy));
  const future = members.map((member) => ({
    ...member,
    membership: { ...member.membership, organization: organizationOf(member.membership.organization) },
  }));
  const bound = future.filter((member) => isBound(member, now));
  const notProtected = bound.filter(({ user }) => !isProtected(user, policy));
  return {
    members: members.length,
    notProtected: namesOf(notProtected),
    signedOut: future.flatMap((member) => signedOut(member, now)),
    lockedOut: namesOf(notProtected.filter((member) => isLockedOut(member, now))),
    exempt: namesOf(future.filter(({ membership }) => isExempt(membership, now))),
    activeOwners: activeOwnersOf(future),
  };
}

/** Of parts that have all members together. */
export function joinPreviews(parts: readonly PartialPreview[]): PolicyPreview {
  const [owner, ...others] = parts.flatMap(({ activeOwners }) => activeOwners);
  const isLone = owner !== undefined && others.length === 0;
  return {
    members: parts.reduce((sum, { members }) => sum + members, 0),
    notProtected: parts.flatMap(({ notProtected }) => notProtected),
    signedOut: parts.flatMap(({ signedOut }) => signedOut),
    lockedOut: parts.flatMap(({ lockedOut }) => lockedOut),
    exempt: parts.flatMap(({ exempt }) => exempt),
    loneOwner: isLone && !owner.isProtected ? owner.member : null,
  };
}

function withPolicy(organization: OrganizationFacts, policy: EnforcementPolicy): OrganizationFacts {
  const current = organization.policies ?? [];
  // The policy as it stands may be previewed too: it must not count twice.
  const policies = current.includes(policy) ? current : policiesAfterSaving(current, policy);
  return { ...organization, policies };
}

/** The same answer for the same question: members have their organization in common. */
function memo<Key, Value>(answer: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? answer(key);
    known.set(key, value);
    return value;
  };
}

/** Whoever cannot act, suspended or deactivated, holds nothing up (ruling 15). */
function isBound({ membership, user }: PreviewMember, now: Instant): boolean {
  return !user.isDeactivated && membership.suspended === null && requirementOf(membership, now) !== null;
}

function signedOut({ member, user, membership, sessionsOpenedAt }: PreviewMember, now: Instant) {
  if (membership.suspended === 'by_admin' || isExempt(membership, now)) return [];
  const ends = sessionsOpenedAt
    .map((openedAt) => endOfSession(membership, user, { openedAt, now }))
    .filter((end) => end !== null);
  return ends.length === 0 ? [] : [{ member, at: Math.min(...ends) }];
}

/** The instant at which the rule ends a session of this member, now or at the announced start; null when it lives on. */
function endOfSession(
  membership: MembershipFacts,
  user: UserFacts,
  { openedAt, now }: { readonly openedAt: Instant; readonly now: Instant },
): Instant | null {
  const start = startOf(membership, now);
  const end = endOfOlderSessions(memberBinding(membership, openedAt, start), user);
  return end === null ? null : Math.max(end.since, now);
}

function startOf(membership: MembershipFacts, now: Instant): Instant {
  const bound: Bound | null = requirementOf(membership, now);
  return Math.max(now, bound?.since ?? now);
}

function isLockedOut(member: PreviewMember, now: Instant): boolean {
  const at = startOf(member.membership, now);
  const decision = decide(freshSignIn(member, at), at);
  if (decision.step === 'deny' || decision.step === 'unmet') return true;
  return decision.step === 'enroll' && decision.proof === 'ticket';
}

/** The facts of a member who has just given their password at a client of the organization. */
function freshSignIn({ user, membership, otherMemberships }: PreviewMember, now: Instant): Facts {
  return {
    at: 'authorization',
    user,
    session: freshSession(user, now),
    client: clientOf(membership.organization.id),
    request: nothingRequested,
    memberships: [membership, ...otherMemberships],
    extensions: [],
  };
}

function freshSession(user: UserFacts, now: Instant): SessionFacts {
  return {
    epoch: user.epoch,
    openedAt: now,
    lastSeenAt: now,
    proofs: { passwordAt: now },
    rememberedDevice: null,
    suppressedUntil: {},
    sameAddress: true,
  };
}

function clientOf(organizationId: string): ClientFacts {
  const environment = { name: 'production', mfa: 'on', userInPilot: false } as const;
  return { id: 'preview', organizationId, environment, requireLevel: null, requireMfaMaxAgeSeconds: null };
}

function activeOwnersOf(members: readonly PreviewMember[]): PartialPreview['activeOwners'] {
  return members
    .filter(({ membership, user }) => !user.isDeactivated && isActiveOwner(membership))
    .map(({ member, membership, user }) => ({ member, isProtected: isProtectedMember(membership, user) }));
}

function isActiveOwner({ role, suspended }: MembershipFacts): boolean {
  return role === 'owner' && suspended === null;
}

function namesOf(members: readonly PreviewMember[]): readonly string[] {
  return members.map(({ member }) => member);
}
