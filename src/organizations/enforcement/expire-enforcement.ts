import { entitlementOf, keepsEnforcing } from '../../plans/entitlement.ts';
import type { PlansAt } from '../../plans/plans.ts';
import type { Stores } from '../../stores.ts';
import type { Organization } from '../core/organization.ts';
import { tellOrganization } from '../core/tell-organization.ts';
import { endSuspensions } from '../ending/end-suspensions.ts';
import { type RevocationContext, revokeEndedSessions } from '../ending/revoke-sessions.ts';
import { withdrawTelling } from '../telling/schedule-telling.ts';

const system = { kind: 'system' } as const;

/**
 * Switches enforcement off for an organization whose plan or trial does not allow it any more (T14): first what it has
 * ended stays ended (ruling 6), then the policy goes. Does nothing where enforcement goes on, e.g. because the trial was
 * extended meanwhile, or because the configuration does not name the plan any more (ruling 27).
 */
export async function expireEnforcement(
  stores: Stores,
  organizationId: string,
  { plans, now }: PlansAt,
): Promise<void> {
  const organization = await stores.organizations.lockById(organizationId);
  if (organization === null || keepsEnforcing(entitlementOf(organization, plans, now))) return;
  const context = { actor: system, plans, now };
  const lastInstant = lastInstantOf(organization, now);
  await revokeEndedSessions(stores, organizationId, { ...context, now: lastInstant });
  await switchOffEnforcement(stores, organization, context);
}

/**
 * The policy goes altogether, so that an upgrade does not bring it back (T17); so do `required` overrides, those kept of
 * former members too, and suspensions by rule. Factors are nobody's business here (T15), and nothing keeps their owners
 * from removing them (T16). The organization is locked, and the sessions it has ended are revoked already.
 */
export async function switchOffEnforcement(
  stores: Stores,
  organization: Organization,
  context: RevocationContext,
): Promise<void> {
  const { actor, now } = context;
  const { id: organizationId, enforcement: before, enforcementBefore, plan, name } = organization;
  const cleared = await stores.members.clearRequired(organizationId, now);
  await stores.keptOverrides.forgetAll(organizationId);
  if (before === null && enforcementBefore.length === 0 && cleared.length === 0) return;
  await stores.organizations.update({ ...organization, enforcement: null, enforcementBefore: [] });
  await stores.dueWork.withdraw('revoke_sessions', organizationId, null);
  await withdrawTelling(stores.dueWork, { organizationId, userId: null });
  const reason = 'enforcement lapsed';
  const toInherit = { before: { override: 'required' }, after: { override: 'inherit' }, reason } as const;
  await stores.audit.recordAll(
    [
      { type: 'organization.enforcement_lapsed', actor, organizationId, detail: { before, plan } },
      ...eventsOf('member.changed', cleared, { actor, organizationId, detail: toInherit }),
    ],
    now,
  );
  await endSuspensions(stores, { organizationId }, context);
  await tellOrganization(stores, organization, { kind: 'enforcement-lapsed', organization: name });
}

/** Policies of a trial speak until its end, and only until then: what they had ended by then is ended. */
function lastInstantOf({ trialEndsAt }: Organization, now: Date): Date {
  return trialEndsAt !== null && trialEndsAt <= now ? new Date(trialEndsAt.getTime() - 1) : now;
}

function eventsOf<Type extends string, Rest extends object>(
  type: Type,
  userIds: readonly string[],
  rest: Rest,
): (Rest & { readonly type: Type; readonly userId: string })[] {
  return userIds.map((userId) => ({ type, userId, ...rest }));
}
