import type { Membership, Person } from './person.ts';

/**
 * The zone (IANA) in which a person is told instants that are about no organization in particular: that of the organization
 * that manages them, else of the one they have been in the longest; UTC for who is in none.
 */
export function timeZoneOf({ memberships }: Pick<Person, 'memberships'>): string {
  const managing = memberships.find(({ managesUser }) => managesUser) ?? memberships.toSorted(byJoining)[0];
  return managing?.organization.timeZone ?? 'UTC';
}

function byJoining({ member: one }: Membership, { member: other }: Membership): number {
  return one.joinedAt.getTime() - other.joinedAt.getTime();
}
