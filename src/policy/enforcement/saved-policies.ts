import type { EnforcementPolicy, Instant } from '../facts.ts';
import { activatedAt } from './policy-in-force.ts';
import { mfaSessionMaxHours, sessionMaxDays } from './session-limits.ts';

const hourMs = 3_600_000;

/** Enough for the sessions of 30 days of an organization that changes its mind every day. */
const mostKept = 30;

/**
 * What an organization has once a policy is saved: the policy, and behind it those that go on binding until it takes
 * effect or that say since when something has been required of a session. One that was only announced never bound, but
 * members who were enforced again under it stay so (ruling 19).
 * @param policies those that were saved, newest first; empty for none
 * @param saved its `savedAt` is the instant of the save
 */
export function policiesAfterSaving(
  policies: readonly EnforcementPolicy[],
  saved: EnforcementPolicy,
): readonly EnforcementPolicy[] {
  const announcedSince = announcementOf(policies, saved);
  const latest = announcedSince === null ? saved : { ...saved, announcedSince };
  return [latest, ...stillBinding(policies, saved.savedAt).slice(0, mostKept)];
}

/**
 * Whether more policies bind than are kept: letting go of one asks less of the oldest sessions.
 * @param policies as they stand, the preset of the beginning last, which is always kept
 */
export function isForgetting(policies: readonly EnforcementPolicy[], now: Instant): boolean {
  return stillBinding(policies.slice(0, -1), now).length > mostKept;
}

function announcementOf([before]: readonly EnforcementPolicy[], saved: EnforcementPolicy): Instant | null {
  if (before === undefined || activatedAt(before) <= saved.savedAt) return null;
  const isForEveryone = before.required === 'everyone' && saved.required === 'everyone';
  return isForEveryone ? (before.announcedSince ?? before.savedAt) : null;
}

function stillBinding(policies: readonly EnforcementPolicy[], now: Instant): readonly EnforcementPolicy[] {
  const [before] = policies;
  const started = before !== undefined && activatedAt(before) > now ? policies.slice(1) : policies;
  const kept: EnforcementPolicy[] = [];
  let successor: EnforcementPolicy | null = null;
  for (const [index, policy] of started.entries()) {
    const next = started[index - 1];
    // No session is from before a policy that is older than sessions can be.
    if (next !== undefined && !isWithin(sessionMaxDays * 24, next, now)) break;
    // What reaches later sign-ins alone leaves the sessions from before it to the policies before it.
    if (next !== undefined && next.activation.kind !== 'next_sign_in') successor = next;
    // The limits of a session count from when something was first required of it, be it by an earlier policy.
    if (successor !== null && !isWithin(mfaSessionMaxHours, successor, now)) break;
    kept.push(policy);
  }
  return kept;
}

function isWithin(hours: number, policy: EnforcementPolicy, now: Instant): boolean {
  return now - activatedAt(policy) < hours * hourMs;
}
