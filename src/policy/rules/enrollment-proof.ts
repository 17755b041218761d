import type { Reason } from '../decision.ts';
import { livePolicies } from '../enforcement/policy-in-force.ts';
import { confirmedKinds, mustEnroll } from '../factors/factor-reach.ts';
import type { EnforcementPolicy, EnrollmentProof, Instant, MembershipFacts, UserFacts } from '../facts.ts';

/** A new address is no enrolment proof for 7 days (ruling 4). */
export const emailQuarantineDays = 7;

const dayMs = 86_400_000;
const strictness: Readonly<Record<EnrollmentProof, number>> = { none: 0, mailbox: 1, ticket: 2 };

/** What a user has to show before a new factor is set up: their own factor if they have one, else as ruling 3 says. */
export function proofBeforeEnrollment(
  user: UserFacts,
  memberships: readonly MembershipFacts[],
  now: Instant,
): 'factor' | EnrollmentProof {
  if (confirmedKinds(user).length > 0) return 'factor';
  const proof = proofAsked(user, memberships, now);
  return proof === 'mailbox' && !isMailboxTrusted(user, now) ? 'ticket' : proof;
}

/** Ruling 35: with the mark a password alone never sets up a factor, whatever an organization lets its members do. */
function proofAsked(user: UserFacts, memberships: readonly MembershipFacts[], now: Instant): EnrollmentProof {
  const proof = strictestEnrollmentProof(memberships, now);
  return proof === 'none' && mustEnroll(user) ? 'mailbox' : proof;
}

/**
 * The strictest `enrollment_proof` among all memberships; the mailbox where no policy speaks.
 * `none` and tickets count only from an organization that manages the user (ruling 3).
 */
export function strictestEnrollmentProof(
  memberships: readonly MembershipFacts[],
  now: Instant,
): EnrollmentProof {
  let strictest: EnrollmentProof | null = null;
  for (const { organization, suspended } of memberships) {
    if (suspended === 'by_admin') continue;
    for (const policy of livePolicies(organization, now)) {
      const proof = countedProof(policy, organization.managesUser ? 'managed' : 'not_managed');
      if (strictest === null || strictness[proof] > strictness[strictest]) strictest = proof;
    }
  }
  return strictest ?? 'mailbox';
}

/** Why a code to the mailbox will not do, where nothing but the state of the address is in its way; else none. */
export function mailboxDoubts(
  user: UserFacts,
  memberships: readonly MembershipFacts[],
  now: Instant,
): readonly Reason[] {
  if (confirmedKinds(user).length > 0 || proofAsked(user, memberships, now) !== 'mailbox') return [];
  if (isMailboxTrusted(user, now)) return [];
  return [{ by: 'facts', code: user.emailVerified ? 'email_changed' : 'email_not_confirmed' }];
}

/** Whether a code to the user's address proves anything: verified, and not changed in the last 7 days. */
export function isMailboxTrusted(user: UserFacts, now: Instant): boolean {
  if (!user.emailVerified) return false;
  return user.emailChangedAt === null || now - user.emailChangedAt >= emailQuarantineDays * dayMs;
}

function countedProof(policy: EnforcementPolicy, user: 'managed' | 'not_managed'): EnrollmentProof {
  return user === 'managed' ? policy.enrollmentProof : 'mailbox';
}
