import type { Actor, AuditEventOf } from '../audit/event.ts';
import type { Decision } from '../policy/decision.ts';

export interface WhoWasRefused {
  readonly actor: Actor;
  readonly userId?: string;
  readonly organizations: readonly string[];
}

/** That a sign-in ended in a "no" of the policy, with each reason once; at whose instance stays unsaid. */
export function refusedSignIn(
  who: WhoWasRefused,
  clientId: string | null,
  decision: Decision | null,
): AuditEventOf<'account.sign_in_refused'> {
  const reasons = decision !== null && 'reasons' in decision ? decision.reasons : [];
  const codes = [...new Set(reasons.map(({ code }) => code))];
  return { type: 'account.sign_in_refused', ...who, detail: { client: clientId, reasons: codes } };
}
