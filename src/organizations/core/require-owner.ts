import type { Person } from '../../people/person.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { MemberStore } from '../members/member-store.ts';
import type { Member } from './organization.ts';

/**
 * Ruling 12, asked in the transaction of a change and after it, under the lock of the organization: of two owners who
 * drop out at the same moment the second one finds themselves the last.
 * @param before the member as they were
 * @throws Refusal `last_owner`, with the slug of the organization
 */
export async function requireRemainingOwner(
  { members }: { readonly members: MemberStore },
  { memberships }: Person,
  before: Member,
): Promise<void> {
  if (before.role !== 'owner' || before.suspended !== null) return;
  if ((await members.activeOwners(before.organizationId)) > 0) return;
  const theirs = memberships.find(({ organization }) => organization.id === before.organizationId);
  throw new Refusal('last_owner', { list: theirs === undefined ? [] : [theirs.organization.slug] });
}
