import type { Reason } from '../decision.ts';
import { mfaSessionIdleHours, mfaSessionMaxHours, sessionMaxDays } from '../enforcement/session-limits.ts';
import { hasFirstFactor } from '../factors/amr.ts';
import type { EnforcementPolicy, Instant, SessionFacts, UserFacts } from '../facts.ts';
import { type RequiredStep, signIn } from './required-step.ts';

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Whether anybody is signed in: an open account, a first factor, the user's current epoch, and not older than 30 days. */
export function sessionRule(
  user: UserFacts | null,
  session: SessionFacts | null,
  now: Instant,
): RequiredStep | null {
  if (user === null || session === null) return signIn({ by: 'session', code: 'facts_missing' });
  // The epoch says the same of sessions from before; this holds for any other, too.
  if (user.isDeactivated) return signIn({ by: 'session', code: 'session_revoked' });
  if (session.epoch !== user.epoch) return signIn({ by: 'session', code: 'session_revoked' });
  if (!hasFirstFactor(session.proofs)) return signIn({ by: 'session', code: 'facts_missing' });
  if (now - session.openedAt < sessionMaxDays * dayMs) return null;
  return signIn({ by: 'session', code: 'session_too_old' });
}

/** One policy that limits a session, and since when MFA is required of its user. */
export interface SessionLimit {
  /** Null where no policy speaks: the limits of decision 6. */
  readonly policy: EnforcementPolicy | null;
  readonly requiredSince: Instant;
}

/** When a session ends under one policy at the latest, however much it is used. */
export function sessionEndUnder({ policy, requiredSince }: SessionLimit, openedAt: Instant): Instant {
  const maxDays = policy?.sessionMaxDays ?? null;
  if (maxDays !== null) return openedAt + maxDays * dayMs;
  return Math.max(openedAt, requiredSince) + mfaSessionMaxHours * hourMs;
}

/**
 * Whether a session of a user of whom MFA is required has come to its end, by one policy alone:
 * `session_max_days` from the sign-in if the policy sets it, else 24 h overall and 1 h idle. Those count from when MFA
 * began to be required, so that nobody is signed out for enrolling in a session that was older (T11).
 */
export function sessionEndedUnder(
  { policy, requiredSince }: SessionLimit,
  session: SessionFacts,
  now: Instant,
): Extract<Reason['code'], 'session_too_old' | 'session_idle'> | null {
  const endsAt = sessionEndUnder({ policy, requiredSince }, session.openedAt);
  if (policy !== null && policy.sessionMaxDays !== null) return now >= endsAt ? 'session_too_old' : null;
  // `offline_access` was granted to live on without the session; 30 days bound it all the same.
  if (session.offlineGrant === true) return null;
  if (now >= endsAt) return 'session_too_old';
  return now - Math.max(session.lastSeenAt, requiredSince) >= mfaSessionIdleHours * hourMs
    ? 'session_idle'
    : null;
}
