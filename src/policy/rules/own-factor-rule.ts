import type { Reason, Suppression } from '../decision.ts';
import { freshnessOf } from '../enforcement/challenge.ts';
import { openedForMember, policyInForce } from '../enforcement/policy-in-force.ts';
import { restsOnRecoveryCode } from '../factors/amr.ts';
import { factorKinds } from '../factors/factor-kinds.ts';
import { confirmedKinds, defaultTerms, protectedSince } from '../factors/factor-reach.ts';
import type {
  EnforcementPolicy,
  FactorOwner,
  Instant,
  MembershipFacts,
  OrganizationFacts,
  SessionFacts,
} from '../facts.ts';
import { type EvaluationContext, isLifted } from './evaluation-context.ts';
import {
  notConcerned,
  type RequiredStep,
  requiring,
  satisfied,
  signIn,
  type Verdict,
} from './required-step.ts';
import { meet } from './requirement.ts';
import { sessionEndedUnder } from './session-rule.ts';
import { suppressionFor } from './suppression.ts';

interface OpenedSession {
  readonly session: Pick<SessionFacts, 'openedAt'>;
}

interface Asking {
  readonly organization: OrganizationFacts;
  readonly policy: EnforcementPolicy;
}

const ownFactor: Reason = { by: 'own_factor', code: 'own_factor' };

/**
 * A confirmed factor is asked of its owner whatever organizations or exemptions say (ruling 2), as often as each of
 * their organizations asks for one; without any at every sign-in.
 */
export function ownFactorRule(context: EvaluationContext): Verdict {
  if (isLifted(context.client) || confirmedKinds(context.user).length === 0) return notConcerned;
  const askings = askingsOf(context, context.now);
  if (askings.length === 0) return verdictUnder(context, null);
  const suppressed: Suppression[] = [];
  for (const asking of askings) {
    const verdict = verdictUnder(context, asking);
    if (verdict.requiredStep !== null) return verdict;
    suppressed.push(...verdict.suppressed);
  }
  return { ...satisfied, suppressed };
}

/**
 * After a recovery code the session it opened goes on; a later one that again rests on a recovery code alone
 * has to enrol first. Who proves a real factor continues.
 */
export function replacementRule(context: EvaluationContext): Verdict {
  const { user, session } = context;
  if (isLifted(context.client) || !user.mustReplaceFactor) return notConcerned;
  const { recoveryCodeAt } = session.proofs;
  if (recoveryCodeAt === undefined || !restsOnRecoveryCode(session.proofs)) return notConcerned;
  if (recoveryCodeAt <= (user.replaceFactorSince ?? Number.NEGATIVE_INFINITY)) return notConcerned;
  return requiring(replacementDemand(context));
}

/** A new factor in place of the one that a recovery code has stood in for; the code is the proof for it. */
export function replacementDemand({ enrollable }: Pick<EvaluationContext, 'enrollable'>): RequiredStep {
  const reasons: readonly Reason[] = [{ by: 'own_factor', code: 'replace_factor' }];
  if (enrollable.length === 0) return { step: 'deny', reasons };
  return { step: 'enroll', proof: 'factor', factors: enrollable, declinable: false, reasons };
}

/** Under whose policies a factor is asked of its owner. */
export function askingsOf(
  { memberships, session }: { readonly memberships: readonly MembershipFacts[] } & OpenedSession,
  now: Instant,
): readonly Asking[] {
  const askings: Asking[] = [];
  for (const membership of memberships) {
    if (membership.suspended === 'by_admin') continue;
    const { organization } = membership;
    const opened = openedForMember(membership, session.openedAt);
    const policy = policyInForce(organization, opened, now);
    if (policy !== null) askings.push({ organization, policy });
  }
  return askings;
}

/** Since when a session counts as one of which a second factor is required, because its owner has one. */
export function ownFactorSince({ user, session }: { readonly user: FactorOwner } & OpenedSession): Instant {
  return protectedSince(user, defaultTerms) ?? session.openedAt;
}

function verdictUnder(context: EvaluationContext, asking: Asking | null): Verdict {
  const requiredSince = ownFactorSince(context);
  const ended = sessionEndedUnder(
    { policy: asking?.policy ?? null, requiredSince },
    context.session,
    context.now,
  );
  if (ended !== null) return requiring(signIn({ by: 'own_factor', code: ended }));
  const requiredStep = demandUnder(context, asking?.policy ?? null);
  if (requiredStep === null) return satisfied;
  const suppression = asking === null ? null : suppressionFor(context, asking.organization, asking.policy);
  return suppression === null ? requiring(requiredStep) : { ...satisfied, suppressed: [suppression] };
}

function demandUnder(context: EvaluationContext, policy: EnforcementPolicy | null): RequiredStep | null {
  const freshness = freshnessOf(policy?.challenge ?? 'every_sign_in');
  const requirement = { level: 2 as const, allowed: factorKinds, ...freshness };
  return meet(context, requirement, { reason: ownFactor, unreachable: 'deny' });
}
