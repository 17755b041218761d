import type { Decision, Reason, Suppression } from './decision.ts';
import { levelOf } from './factors/amr.ts';
import type { Facts, Instant, MembershipFacts } from './facts.ts';
import { named } from './members/named-organization.ts';
import { announcedRule } from './rules/announced-rule.ts';
import { clientRule, extensionRule } from './rules/client-rule.ts';
import { type EvaluationContext, evaluationContextOf } from './rules/evaluation-context.ts';
import { decideJoining } from './rules/joining-rule.ts';
import { mustEnrollRule } from './rules/must-enroll-rule.ts';
import { membershipRule, organizationRule } from './rules/organization-rule.ts';
import { ownFactorRule, replacementRule } from './rules/own-factor-rule.ts';
import { essentialRule, voluntaryRule } from './rules/request-rule.ts';
import { deny, type RequiredStep, type Verdict } from './rules/required-step.ts';
import { sessionRule } from './rules/session-rule.ts';
import { strictest } from './rules/strictest.ts';

/**
 * The one decision of the product: what a session still owes before a token may leave, and why.
 * Each rule is evaluated alone and all must say yes; missing facts deny. At `token` nobody can be asked anything,
 * so every step but `continue` is a refusal.
 */
export function decide(facts: Facts, now: Instant): Decision {
  // Who nobody vouches for gets no verdict: it would tell a stranger what the account belongs to.
  const unidentified = sessionRule(facts.user, facts.session, now);
  if (unidentified !== null) return unidentified;
  const context = evaluationContextOf(facts, now);
  if (context === null) return { step: 'deny', reasons: missingFacts(facts) };
  const verdicts = verdictsOf(context);
  const steps = verdicts.map(({ requiredStep }) => requiredStep).filter((step) => step !== null);
  const joining = stepBeforeJoining(facts, now);
  if (joining !== null) steps.push(joining);
  const password = newPasswordStep(context, verdicts);
  if (password !== null) steps.push(password);
  return strictest(steps) ?? continueWith(context, verdicts);
}

/** The memberships whose organizations bind at this client: its own one if it is registered with one, else all active. */
export function bindingMemberships(
  context: Pick<EvaluationContext, 'client' | 'memberships'>,
): readonly MembershipFacts[] {
  const { organizationId } = context.client;
  return context.memberships.filter(({ organization, suspended }) =>
    organizationId === null ? suspended !== 'by_admin' : organization.id === organizationId,
  );
}

/** What is owed before the membership that this sign-in is to end in (ruling 10). */
function stepBeforeJoining(facts: Facts, now: Instant): RequiredStep | null {
  if (facts.joining == null) return null;
  const decision = decideJoining(facts, facts.joining, now);
  return decision.step === 'continue' ? null : decision;
}

function verdictsOf(context: EvaluationContext): readonly Verdict[] {
  const binding = bindingMemberships(context);
  const verdicts = binding.flatMap((membership) => [
    organizationRule(context, membership),
    announcedRule(context, membership),
  ]);
  if (context.client.organizationId !== null) verdicts.push(membershipRule(context, binding[0] ?? null));
  verdicts.push(
    ownFactorRule(context),
    replacementRule(context),
    mustEnrollRule(context),
    clientRule(context),
  );
  verdicts.push(essentialRule(context), voluntaryRule(context));
  for (const demand of context.extensions) verdicts.push(extensionRule(context, demand));
  return verdicts;
}

/** Ruling 21, at sign-ins only: a refresh is none. */
function newPasswordStep(context: EvaluationContext, verdicts: readonly Verdict[]): RequiredStep | null {
  if (context.at === 'token' || !context.user.hasShortPassword) return null;
  if (verdicts.some(({ requiresMfa }) => requiresMfa)) return null;
  return { step: 'new_password', reasons: [{ by: 'session', code: 'password_too_short' }] };
}

function continueWith(context: EvaluationContext, verdicts: readonly Verdict[]): Decision {
  const suppressed: Suppression[] = [];
  for (const suppression of verdicts.flatMap((verdict) => verdict.suppressed)) {
    const isListed = suppressed.some(({ organizationId }) => organizationId === suppression.organizationId);
    if (!isListed) suppressed.push(suppression);
  }
  return { step: 'continue', level: levelOf(context.session.proofs), suppressed };
}

function missingFacts({ memberships }: Facts): readonly Reason[] {
  const unreadable = (memberships ?? []).filter(({ organization }) => organization.policies === null);
  if (unreadable.length === 0) return deny({ by: 'facts', code: 'facts_missing' }).reasons;
  return unreadable.map(({ organization }) => ({
    by: 'facts',
    code: 'facts_missing',
    organization: named(organization),
  }));
}
