import type { Deed } from '../../audit/deed.ts';
import type { AuditStore } from '../../audit/store.ts';
import type { DueWorkStore } from '../../jobs/due-work.ts';
import type { Outbox } from '../../jobs/outbox.ts';
import type { AccountStore } from '../../people/account-store.ts';
import type { Person, PersonStore } from '../../people/person.ts';
import { membershipFacts, userFacts } from '../../people/person-facts.ts';
import type { PlansAt } from '../../plans/plans.ts';
import { isExempt } from '../../policy/enforcement/policy-in-force.ts';
import { kindsReachingAll } from '../../policy/factors/factor-reach.ts';
import { endOfOlderSessions, memberBinding } from '../../policy/members/member-binding.ts';
import type { MemberTarget } from '../authority/lock-member.ts';
import type { OrganizationStore } from '../core/organization-store.ts';
import { policiesOf } from '../core/saved-policy.ts';
import type { MemberListStore, MembersInDoubt } from '../members/member-list-store.ts';

interface RevocationStores {
  readonly accounts: AccountStore;
  readonly audit: AuditStore;
  readonly dueWork: DueWorkStore;
  readonly memberLists: MemberListStore;
  readonly organizations: OrganizationStore;
  readonly outbox: Outbox;
  readonly people: PersonStore;
}

/** Who revokes, when, and with the plans of then. */
export interface RevocationContext extends Deed, PlansAt {}

/** Members read and changed at a time. */
export const revocationBatch = 1000;

/**
 * Makes the end of sessions that a policy has ended last: raises the epoch of each member whom it ended one of.
 * Decisions refuse such sessions without it, but only while that policy is known; so this comes first in every
 * transaction that writes a plan, a policy or an override (ruling 6).
 */
export async function revokeEndedSessions(
  stores: RevocationStores,
  organizationId: string,
  context: RevocationContext,
): Promise<void> {
  const { now } = context;
  // Whatever may end sessions leaves a row that is due at its instant; without one there is nothing to look for.
  if (!(await stores.dueWork.isDue('revoke_sessions', organizationId, now))) return;
  for (let after: string | null = ''; after !== null; ) {
    after = await revokeNextSessions(stores, { organizationId, after: after || null }, context);
  }
  await stores.dueWork.allDone('revoke_sessions', organizationId, now);
}

/** Whose sessions this may end, for a transaction that has to lock others beside them, in the order of their ids. */
export async function usersInDoubt(
  stores: RevocationStores,
  organizationId: string,
  now: Date,
): Promise<readonly string[]> {
  if (!(await stores.dueWork.isDue('revoke_sessions', organizationId, now))) return [];
  const inDoubt = await membersInDoubt(stores, organizationId);
  const userIds: string[] = [];
  for (let last: string | null = null; ; ) {
    const found = await stores.memberLists.unprotectedWithSessions(inDoubt, last, revocationBatch);
    userIds.push(...found.map(({ userId }) => userId));
    last = found.at(-1)?.userId ?? null;
    if (found.length < revocationBatch) return userIds;
  }
}

/**
 * One batch of it, in the order of user ids.
 * @param batch.after the last user of the batch before; null for the first
 * @returns where the next batch begins; null when this was the last
 */
export async function revokeNextSessions(
  stores: RevocationStores,
  { organizationId, after }: { readonly organizationId: string; readonly after: string | null },
  context: RevocationContext,
): Promise<string | null> {
  const inDoubt = await membersInDoubt(stores, organizationId);
  const found = await stores.memberLists.unprotectedWithSessions(inDoubt, after, revocationBatch);
  await endSessions(stores, { organizationId, found }, context);
  return found.length < revocationBatch ? null : (found.at(-1)?.userId ?? null);
}

/** The same for one member, e.g. when they are enforced again (T20). */
export async function revokeMemberSessions(
  stores: RevocationStores,
  { organizationId, userId }: MemberTarget,
  context: RevocationContext,
): Promise<void> {
  const inDoubt = await membersInDoubt(stores, organizationId);
  const found = await stores.memberLists.unprotectedWithSession(inDoubt, userId);
  await endSessions(stores, { organizationId, found }, context);
}

/** Whoever may have lost a session: which policy ended it is asked of each alone, so what counts here counts in all. */
async function membersInDoubt(
  { organizations }: RevocationStores,
  organizationId: string,
): Promise<MembersInDoubt> {
  const organization = await organizations.findById(organizationId);
  return { organizationId, protecting: kindsReachingAll(organization && policiesOf(organization)) };
}

interface InDoubt {
  readonly organizationId: string;
  readonly found: readonly { readonly userId: string; readonly oldestSessionAt: Date }[];
}

async function endSessions(
  stores: RevocationStores,
  { organizationId, found }: InDoubt,
  context: RevocationContext,
): Promise<void> {
  if (found.length === 0) return;
  const people = await stores.people.byIds(found.map(({ userId }) => userId));
  const opened = new Map(found.map(({ userId, oldestSessionAt }) => [userId, oldestSessionAt]));
  const ended = people.filter((person) => {
    const openedAt = opened.get(person.user.id);
    return openedAt !== undefined && hasEnded(person, { organizationId, openedAt }, context);
  });
  if (ended.length === 0) return;
  const userIds = ended.map(({ user }) => user.id);
  await stores.accounts.endSessionsOf(userIds);
  const { actor, now } = context;
  const type = 'account.sessions_ended';
  await stores.audit.recordAll(
    userIds.map((userId) => ({ type, actor, organizationId, userId })),
    now,
  );
  await stores.outbox.logout(userIds);
}

function hasEnded(
  person: Person,
  { organizationId, openedAt }: { readonly organizationId: string; readonly openedAt: Date },
  { plans, now }: PlansAt,
): boolean {
  const membership = person.memberships.find(({ organization }) => organization.id === organizationId);
  if (membership === undefined) return false;
  const facts = membershipFacts(membership, plans, now);
  if (isExempt(facts, now.getTime())) return false;
  const binding = memberBinding(facts, openedAt.getTime(), now.getTime());
  return endOfOlderSessions(binding, userFacts(person)) !== null;
}
