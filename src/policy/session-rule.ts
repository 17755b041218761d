import { hasFirstFactor } from './amr.ts';
import { sessionMaxDaysOf } from './challenge.ts';
import type { Reason } from './decision.ts';
import { type Demand, signIn } from './demand.ts';
import type { EnforcementPolicy, Instant, SessionFacts, UserFacts } from './facts.ts';

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** No session and no grant outlives 30 days from the sign-in (decision 6, ruling 9). */
export const sessionMaxDays = 30;
/** Overall life of a session of which MFA is required, in hours. */
export const mfaSessionMaxHours = 24;
/** Idle life of a session of which MFA is required, in hours. */
export const mfaSessionIdleHours = 1;

/** Whether anybody is signed in: a first factor, the user's current epoch, and not older than 30 days. */
export function sessionRule(
  user: UserFacts | null,
  session: SessionFacts | null,
  now: Instant,
): Demand | null {
  if (user === null || session === null) return signIn({ by: 'session', code: 'facts_missing' });
  if (session.epoch !== user.epoch) return signIn({ by: 'session', code: 'session_revoked' });
  if (!hasFirstFactor(session.proofs)) return signIn({ by: 'session', code: 'facts_missing' });
  if (now - session.openedAt < sessionMaxDays * dayMs) return null;
  return signIn({ by: 'session', code: 'session_too_old' });
}

/**
 * Whether a session of a user of whom MFA is required has come to its end, by one policy alone:
 * `session_max_days` if it sets it, else 24 h overall and 1 h idle. Pass null where no policy speaks.
 */
export function sessionEndedUnder(
  policy: EnforcementPolicy | null,
  session: SessionFacts,
  now: Instant,
): Extract<Reason['code'], 'session_too_old' | 'session_idle'> | null {
  const age = now - session.openedAt;
  const maxDays = policy === null ? null : sessionMaxDaysOf(policy);
  if (maxDays !== null) return age >= maxDays * dayMs ? 'session_too_old' : null;
  // `offline_access` was granted to live on without the session; 30 days bound it all the same.
  if (session.offlineGrant === true) return null;
  if (age >= mfaSessionMaxHours * hourMs) return 'session_too_old';
  return now - session.lastSeenAt >= mfaSessionIdleHours * hourMs ? 'session_idle' : null;
}
