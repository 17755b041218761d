import type { Suppression } from '../decision.ts';
import { rememberedUntil } from '../enforcement/challenge.ts';
import { canReach, isProtected } from '../factors/factor-reach.ts';
import type { EnforcementPolicy, Instant, OrganizationFacts } from '../facts.ts';
import type { EvaluationContext } from './evaluation-context.ts';

/**
 * The prompt that an organization allows to be skipped now, or null (ruling 7).
 * It takes the device cookie and the same address, and a factor that still stands since before it was proven on
 * that device. A grant carries the expiry it was given; it never outlives the organization's permission.
 */
export function suppressionFor(
  context: EvaluationContext,
  organization: OrganizationFacts,
  policy: EnforcementPolicy,
): Suppression | null {
  // Who lost their factor once shall enrol again; a remembered device does not bypass that (decision on recovery codes).
  if (context.user.mustReplaceFactor) return null;
  const until =
    context.at === 'token' ? carriedUntil(context, organization, policy) : deviceUntil(context, policy);
  if (until === null || context.now >= until) return null;
  return { organizationId: organization.id, until };
}

function deviceUntil(context: EvaluationContext, policy: EnforcementPolicy): Instant | null {
  const device = context.session.rememberedDevice;
  if (device === null || !device.sameAddress) return null;
  const kind = device.factor ?? 'totp';
  if (!canReach(kind, policy)) return null;
  const stands = context.user.factors.some(
    (own) => own.kind === kind && own.confirmedAt !== null && own.confirmedAt <= device.provenAt,
  );
  return stands ? rememberedUntil(policy.challenge, device.provenAt) : null;
}

function carriedUntil(
  context: EvaluationContext,
  organization: OrganizationFacts,
  policy: EnforcementPolicy,
): Instant | null {
  const carried = context.session.suppressedUntil;
  if (!Object.hasOwn(carried, organization.id)) return null;
  // Switching remembered devices off, or losing every factor the policy accepts, withdraws what was given.
  const isStillAllowed = rememberedUntil(policy.challenge, context.now) !== null;
  return isStillAllowed && isProtected(context.user, policy) ? (carried[organization.id] ?? null) : null;
}
