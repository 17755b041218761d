import type { Membership, Person } from '../../people/person.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import { lockOrganization } from '../core/lock-organization.ts';

/** Whose membership in which organization. */
export interface MemberTarget {
  readonly organizationId: string;
  readonly userId: string;
}

export interface LockedMember {
  readonly person: Person;
  readonly membership: Membership;
}

/**
 * Locks an organization and then a member of it, so that neither its policy nor their factors change meanwhile.
 * @throws Refusal `not_found`
 */
export async function lockMember(
  { accounts, organizations, people }: Pick<Stores, 'accounts' | 'organizations' | 'people'>,
  { organizationId, userId }: MemberTarget,
): Promise<LockedMember> {
  await lockOrganization({ organizations }, organizationId);
  await accounts.lock(userId);
  const person = await people.byId(userId, null);
  const membership = person?.memberships.find(({ organization }) => organization.id === organizationId);
  if (person === null || membership === undefined) throw new Refusal('not_found');
  return { person, membership };
}
