import type { Person, PersonStore } from '../accounts/person.ts';
import type { AccountStore } from '../accounts/store.ts';
import type { Actor } from '../audit/event.ts';
import type { AuditStore } from '../audit/store.ts';
import { memberBinding } from '../policy/member-binding.ts';
import { isExempt } from '../policy/policy-in-force.ts';
import { membershipFacts, type PlanEntitlements } from '../sign-in/person-facts.ts';
import type { OrganizationStore } from './store.ts';

interface SettlingStores {
  readonly accounts: AccountStore;
  readonly audit: AuditStore;
  readonly organizations: OrganizationStore;
  readonly people: PersonStore;
}

/**
 * Makes the end of sessions that a policy has ended last: raises the epoch of each member whom it ended one of.
 * Decisions refuse such sessions without it, but only while that policy is known; so this comes first in every
 * transaction that writes a plan, a policy or an override (ruling 6).
 */
export async function settleEndedSessions(
  stores: SettlingStores,
  organizationId: string,
  context: { readonly actor: Actor; readonly plans: Readonly<Record<string, PlanEntitlements>> },
  now: Date,
): Promise<void> {
  for (const { userId, oldestSessionAt } of await stores.organizations.unprotectedWithSessions(
    organizationId,
  )) {
    const person = await stores.people.byId(userId, null);
    if (person === null || !hasEnded(person, organizationId, oldestSessionAt, context.plans, now)) continue;
    await stores.accounts.endSessions(userId);
    const event = { type: 'account.sessions_ended', actor: context.actor, organizationId, userId } as const;
    await stores.audit.record(event, now);
  }
}

function hasEnded(
  { memberships }: Person,
  organizationId: string,
  openedAt: Date,
  plans: Readonly<Record<string, PlanEntitlements>>,
  now: Date,
): boolean {
  const membership = memberships.find(({ organization }) => organization.id === organizationId);
  if (membership === undefined) return false;
  const facts = membershipFacts(membership, plans, now);
  const binding = memberBinding(facts, openedAt.getTime(), now.getTime());
  return binding.endsOlderSessions !== null && !isExempt(facts, now.getTime());
}
