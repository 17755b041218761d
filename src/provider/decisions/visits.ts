import type { SessionRecord } from '../../people/person.ts';
import type { Decision } from '../../policy/decision.ts';
import type { ProviderRuntime } from '../library/runtime.ts';

/** How often a visit is written down; idle time is measured in whole hours. */
const touchEveryMs = 60 * 1000;

/** A request in a session, as the policy has decided on it. */
interface SessionVisit {
  readonly uid: string;
  readonly session: SessionRecord | null;
  readonly decision: Decision;
}

/**
 * Notes that a session is in use. Only after the policy has said yes: a visit to a session that was idle too long must
 * not wake it up.
 */
export async function noteVisit(
  runtime: ProviderRuntime,
  { uid, session, decision }: SessionVisit,
  now: Date,
): Promise<void> {
  if (session === null || decision.step !== 'continue') return;
  if (now.getTime() - session.lastSeenAt.getTime() > touchEveryMs) await runtime.db.sessions.touch(uid, now);
}

/**
 * Writes down until when prompts are suppressed, so that the grants of this session carry it: at the token endpoint
 * there is neither a browser with its device nor its address (ruling 7).
 */
export async function keepSuppressions(
  runtime: ProviderRuntime,
  { uid, session, decision }: SessionVisit,
): Promise<void> {
  if (session === null || decision.step !== 'continue') return;
  const news = decision.suppressed.filter(
    ({ organizationId, until }) => session.suppressed[organizationId] !== until,
  );
  if (news.length === 0) return;
  const suppressed = Object.fromEntries(news.map(({ organizationId, until }) => [organizationId, until]));
  await runtime.db.sessions.suppress(uid, suppressed);
}
