import { decide } from './decide.ts';
import type { Decision, Reason } from './decision.ts';
import { isExempt } from './enforcement/policy-in-force.ts';
import { restsOnRecoveryCode } from './factors/amr.ts';
import type { Facts, Instant, MembershipFacts } from './facts.ts';

/**
 * What a session may do where the person is judged and not the client: our API and our own pages (ruling 23).
 * `recovery_code_only`: read about oneself and enrol, nothing else. `insufficient`: a (stronger) second factor is owed.
 * `not_signed_in`: the session is over. `denied`: nothing may be told, for instance where a client does not serve them.
 */
export type PersonJudgement = 'full' | 'recovery_code_only' | 'insufficient' | 'not_signed_in' | 'denied';

/** Whose "no" a new factor of the person's own can mend. */
const mendedByEnrolling: ReadonlySet<Reason['by']> = new Set(['organization', 'own_factor']);

/**
 * Judges the person behind a session over all of their memberships, whatever client it came from, without leniency.
 * What the client, its organization or an extension demands still counts on top (ruling 1); a policy's own instant, such
 * as a deadline ahead, stays what it is. Both decisions must say yes, so this is never milder than the token endpoint.
 */
export function judgePerson(facts: Facts, now: Instant): PersonJudgement {
  const asIssued = decide(facts, now);
  const asPerson = decide(withoutLeniency(facts, now), now);
  if (asIssued.step === 'sign_in' || asPerson.step === 'sign_in') return 'not_signed_in';
  if (asIssued.step === 'deny') return 'denied';
  const decisions = [asIssued, asPerson];
  if (facts.session !== null && restsOnRecoveryCode(facts.session.proofs))
    return decisions.every(leavesEnrolling) ? 'recovery_code_only' : 'insufficient';
  return decisions.every(({ step }) => step === 'continue') ? 'full' : 'insufficient';
}

function leavesEnrolling(decision: Decision): boolean {
  if (decision.step === 'continue') return true;
  if (decision.step !== 'challenge' && decision.step !== 'enroll') return false;
  return decision.reasons.every(({ by }) => mendedByEnrolling.has(by));
}

/** Leniency is: a client bound to an organization, environment, pilot, exemption, remembered device, carried suppression. */
export function withoutLeniency(facts: Facts, now: Instant): Facts {
  const { client, session, memberships } = facts;
  return {
    ...facts,
    client: client && {
      ...client,
      organizationId: null,
      environment: { ...client.environment, mfa: 'on' },
    },
    session: session && { ...session, rememberedDevice: null, suppressedUntil: {} },
    memberships: memberships?.map((each) => withoutExemption(each, now)) ?? null,
  };
}

/** One that has run out is none any more; its end stays the start of what binds. */
function withoutExemption(membership: MembershipFacts, now: Instant): MembershipFacts {
  if (!isExempt(membership, now)) return membership;
  return { ...membership, override: 'inherit', overrideSetAt: null };
}
