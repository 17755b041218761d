import type { Person, PersonStore } from '../accounts/person.ts';
import type { Actor } from '../audit/event.ts';
import type { AuditStore } from '../audit/store.ts';
import { isSuspensionOver } from '../policy/suspension.ts';
import { membershipFacts, userFacts } from '../sign-in/person-facts.ts';
import type { Plans } from './next-enforcement.ts';
import type { OrganizationStore } from './store.ts';

interface EndingStores {
  readonly audit: AuditStore;
  readonly organizations: OrganizationStore;
  readonly people: PersonStore;
}

/**
 * Ends for good the suspensions by rule of an organization that have ended by themselves (ruling 15), after a policy, a
 * plan or an override was written. Decisions know it without this, but only while what ended them lasts: the next
 * policy would bring them back (ruling 6).
 */
export async function endSuspensions(
  stores: EndingStores,
  organizationId: string,
  { actor, plans }: { readonly actor: Actor; readonly plans: Plans },
  now: Date,
): Promise<void> {
  const suspended = await stores.organizations.suspendedByRule(organizationId);
  if (suspended.length === 0) return;
  const people = await stores.people.byIds(suspended);
  const over = people.filter((person) => isOver(person, organizationId, plans, now));
  const ended = await stores.organizations.reinstate(
    organizationId,
    over.map(({ user }) => user.id),
  );
  const detail = {
    before: { suspended: 'by_rule' },
    after: { suspended: null },
    reason: 'enforcement ended',
  };
  const type = 'member.reinstated';
  await stores.audit.recordAll(
    ended.map((userId) => ({ type, actor, organizationId, userId, detail })),
    now,
  );
}

function isOver(person: Person, organizationId: string, plans: Plans, now: Date): boolean {
  const membership = person.memberships.find(({ organization }) => organization.id === organizationId);
  if (membership === undefined) return false;
  return isSuspensionOver(membershipFacts(membership, plans, now), userFacts(person), now.getTime());
}
