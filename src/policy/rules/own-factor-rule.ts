import type { Reason, Suppression } from '../decision.ts';
import { freshnessOf } from '../enforcement/challenge.ts';
import { openedForMember, policyInForce } from '../enforcement/policy-in-force.ts';
import { restsOnRecoveryCode } from '../factors/amr.ts';
import { factorKinds } from '../factors/factor-kinds.ts';
import { confirmedKinds, defaultTerms, protectedSince } from '../factors/factor-reach.ts';
import type { EnforcementPolicy, OrganizationFacts } from '../facts.ts';
import { type Demand, demanding, notConcerned, satisfied, signIn, type Verdict } from './demand.ts';
import { meet } from './need.ts';
import { isLifted, type Scene } from './scene.ts';
import { sessionEndedUnder } from './session-rule.ts';
import { suppressionFor } from './suppression.ts';

interface Asking {
  readonly organization: OrganizationFacts;
  readonly policy: EnforcementPolicy;
}

const ownFactor: Reason = { by: 'own_factor', code: 'own_factor' };

/**
 * A confirmed factor is asked of its owner whatever organizations or exemptions say (ruling 2), as often as each of
 * their organizations asks for one; without any at every sign-in.
 */
export function ownFactorRule(scene: Scene): Verdict {
  if (isLifted(scene.client) || confirmedKinds(scene.user).length === 0) return notConcerned;
  const askings = askingsOf(scene);
  if (askings.length === 0) return verdictUnder(scene, null);
  const suppressed: Suppression[] = [];
  for (const asking of askings) {
    const verdict = verdictUnder(scene, asking);
    if (verdict.demand !== null) return verdict;
    suppressed.push(...verdict.suppressed);
  }
  return { ...satisfied, suppressed };
}

/**
 * After a recovery code the session it opened goes on; a later one that again rests on a recovery code alone
 * has to enrol first. Who proves a real factor continues.
 */
export function replacementRule(scene: Scene): Verdict {
  const { user, session } = scene;
  if (isLifted(scene.client) || !user.mustReplaceFactor) return notConcerned;
  const { recoveryCodeAt } = session.proofs;
  if (recoveryCodeAt === undefined || !restsOnRecoveryCode(session.proofs)) return notConcerned;
  if (recoveryCodeAt <= (user.replaceFactorSince ?? Number.NEGATIVE_INFINITY)) return notConcerned;
  return demanding(replacementDemand(scene));
}

/** A new factor in place of the one that a recovery code has stood in for; the code is the proof for it. */
export function replacementDemand({ enrollable }: Pick<Scene, 'enrollable'>): Demand {
  const reasons: readonly Reason[] = [{ by: 'own_factor', code: 'replace_factor' }];
  if (enrollable.length === 0) return { step: 'deny', reasons };
  return { step: 'enroll', proof: 'factor', factors: enrollable, declinable: false, reasons };
}

function askingsOf(scene: Scene): readonly Asking[] {
  const askings: Asking[] = [];
  for (const membership of scene.memberships) {
    if (membership.suspended === 'by_admin') continue;
    const { organization } = membership;
    const opened = openedForMember(membership, scene.session.openedAt);
    const policy = policyInForce(organization, opened, scene.now);
    if (policy !== null) askings.push({ organization, policy });
  }
  return askings;
}

function verdictUnder(scene: Scene, asking: Asking | null): Verdict {
  const requiredSince = protectedSince(scene.user, defaultTerms) ?? scene.session.openedAt;
  const ended = sessionEndedUnder(
    { policy: asking?.policy ?? null, requiredSince },
    scene.session,
    scene.now,
  );
  if (ended !== null) return demanding(signIn({ by: 'own_factor', code: ended }));
  const demand = demandUnder(scene, asking?.policy ?? null);
  if (demand === null) return satisfied;
  const suppression = asking === null ? null : suppressionFor(scene, asking.organization, asking.policy);
  return suppression === null ? demanding(demand) : { ...satisfied, suppressed: [suppression] };
}

function demandUnder(scene: Scene, policy: EnforcementPolicy | null): Demand | null {
  const freshness = freshnessOf(policy?.challenge ?? 'every_sign_in');
  const need = { level: 2 as const, allowed: factorKinds, ...freshness };
  return meet(scene, need, { reason: ownFactor, unreachable: 'deny' });
}
