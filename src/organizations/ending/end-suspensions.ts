import type { AuditStore } from '../../audit/store.ts';
import type { Membership, Person, PersonStore } from '../../people/person.ts';
import { membershipFacts, userFacts } from '../../people/person-facts.ts';
import type { PlansAt } from '../../plans/plans.ts';
import { isSuspensionOver } from '../../policy/members/suspension.ts';
import type { MemberStore } from '../members/member-store.ts';
import type { RevocationContext } from './revoke-sessions.ts';

interface EndingStores {
  readonly audit: AuditStore;
  readonly members: MemberStore;
  readonly people: PersonStore;
}

/** Members read and changed at a time. */
const batch = 1000;

/**
 * Ends for good the suspensions by rule that have ended by themselves (ruling 15), of an organization or of one member.
 * Decisions know it without this, but only while what ended them lasts: the next policy would bring them back (ruling 6).
 * So it comes before every write of a policy, a plan or an override, for what has ended by then, and after it. Where an
 * administrator has suspended the member as well, that stays, and no rule is left beneath it.
 * Whom another transaction is changing is passed over: who enrols ends their own.
 */
export async function endSuspensions(
  stores: EndingStores,
  { organizationId, userId = null }: { readonly organizationId: string; readonly userId?: string | null },
  context: RevocationContext,
): Promise<void> {
  for (let after: string | null = null; ; ) {
    const page = { userId, after, limit: batch };
    const suspended: readonly string[] = await stores.members.suspendedByRule(organizationId, page);
    await endThose(stores, { organizationId, suspended }, context);
    if (suspended.length < batch) return;
    after = suspended.at(-1) ?? null;
  }
}

async function endThose(
  stores: EndingStores,
  { organizationId, suspended }: { readonly organizationId: string; readonly suspended: readonly string[] },
  { actor, plans, now }: RevocationContext,
): Promise<void> {
  if (suspended.length === 0) return;
  const people = await stores.people.byIds(suspended);
  const over = people.filter((person) => isOver(person, organizationId, { plans, now }));
  const ended = await stores.members.reinstate(
    organizationId,
    over.map(({ user }) => user.id),
  );
  const reason = 'no longer asked';
  const detail = { before: { suspended: 'by_rule' }, after: { suspended: null }, reason } as const;
  const type = 'member.reinstated';
  await stores.audit.recordAll(
    ended.map((userId) => ({ type, actor, organizationId, userId, detail })),
    now,
  );
}

function isOver(person: Person, organizationId: string, at: PlansAt): boolean {
  const membership = person.memberships.find(({ organization }) => organization.id === organizationId);
  if (membership === undefined) return false;
  return isRuleOver(membership, person, at);
}

/**
 * Whether what a rule has suspended has ended, be an administrator's suspension above it or not.
 * @param membership of somebody whom a rule has suspended
 */
export function isRuleOver(membership: Membership, person: Person, { plans, now }: PlansAt): boolean {
  const facts = { ...membershipFacts(membership, plans, now), suspended: 'by_rule' } as const;
  return isSuspensionOver(facts, userFacts(person), now.getTime());
}
