import { levelOf } from './amr.ts';
import type { Decision } from './decision.ts';
import { deny, named } from './demand.ts';
import type { Facts, Instant, MembershipFacts } from './facts.ts';
import { meet } from './need.ts';
import { latestPolicy } from './policy-in-force.ts';
import { sceneOf } from './scene.ts';
import { sessionRule } from './session-rule.ts';

/** How old a second factor may be to count as proven now when somebody joins, in seconds. */
export const joiningProofMaxAgeSeconds = 5 * 60;

/**
 * What a user still owes before he may become a member (ruling 10). `mfa_first` wants MFA proven now, and after a
 * recovery code only after enrolling again; `at_next_sign_in` wants nothing here, since joining counts as a sign-in.
 * `joining` is the membership as it would be, its organization's policies included.
 */
export function decideJoining(facts: Facts, joining: MembershipFacts, now: Instant): Decision {
  const unidentified = sessionRule(facts.user, facts.session, now);
  if (unidentified !== null) return unidentified;
  // Its enrolment proof counts as well: the organization is about to be one of his.
  const memberships = facts.memberships === null ? null : [...facts.memberships, joining];
  const scene = sceneOf({ ...facts, at: 'authorization', memberships }, now);
  if (scene === null) return deny({ by: 'facts', code: 'facts_missing' });
  const { proofs } = scene.session;
  const policy = latestPolicy(joining.organization);
  const agreed: Decision = { step: 'continue', level: levelOf(proofs), suppressed: [] };
  if (policy === null || policy.required === 'nobody' || policy.joining !== 'mfa_first') return agreed;
  const { recoveryCodeAt: _, ...lasting } = proofs;
  const session = { ...scene.session, proofs: lasting };
  const demand = meet(
    { ...scene, session, user: { ...scene.user, recoveryCodesLeft: 0 } },
    {
      level: policy.minimumLevel,
      allowed: policy.factors,
      maxAgeSeconds: joiningProofMaxAgeSeconds,
      address: 'any',
    },
    {
      reason: {
        by: 'organization',
        code: 'mfa_required',
        organization: named(joining.organization),
        level: policy.minimumLevel,
      },
      unreachable: 'deny',
    },
  );
  return demand ?? agreed;
}
