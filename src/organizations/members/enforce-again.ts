import { membershipFacts, userFacts } from '../../people/person-facts.ts';
import { isExempt } from '../../policy/enforcement/policy-in-force.ts';
import type { FactorOwner, MembershipFacts } from '../../policy/facts.ts';
import { endOfOlderSessions, memberBinding } from '../../policy/members/member-binding.ts';
import type { Stores } from '../../stores.ts';
import type { Member } from '../core/organization.ts';
import type { RevocationContext } from '../ending/revoke-sessions.ts';

/**
 * After an override was set: ends the sessions of a member whom it binds at once, unless they are protected (T20, T21). A
 * factor that the organization does not accept protects nobody.
 */
export async function enforceAgain(
  { accounts, audit, outbox, people }: Pick<Stores, 'accounts' | 'audit' | 'outbox' | 'people'>,
  { organizationId, userId }: Member,
  { actor, plans, now }: RevocationContext,
): Promise<void> {
  const person = await people.byId(userId, null);
  const membership = person?.memberships.find(({ organization }) => organization.id === organizationId);
  if (person === null || membership === undefined) return;
  if (!endsSessionsNow(membershipFacts(membership, plans, now), userFacts(person), now)) return;
  await accounts.endSessions(userId);
  await audit.record({ type: 'account.sessions_ended', actor, organizationId, userId }, now);
  await outbox.logout([userId]);
}

/** Whether an override that is set now ends the sessions of its member: it binds at once, and they are not protected. */
export function endsSessionsNow(facts: MembershipFacts, user: FactorOwner, now: Date): boolean {
  if (isExempt(facts, now.getTime())) return false;
  // A session from just before now: whatever binds them ends those from before it, or none.
  const binding = memberBinding(facts, now.getTime() - 1, now.getTime());
  return endOfOlderSessions(binding, user) !== null;
}
