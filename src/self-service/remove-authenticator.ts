import { withdrawTickets } from '../links/enrollment-ticket.ts';
import { mailDeniable } from '../links/not-me-link.ts';
import { revokeGrants } from '../organizations/members/change-member.ts';
import { endMembership, suspendByRule } from '../organizations/members/end-membership.ts';
import type { PersonFactor } from '../people/person.ts';
import { membershipFacts, userFacts } from '../people/person-facts.ts';
import { watchedBy } from '../people/watched-by.ts';
import type { Plans } from '../plans/plans.ts';
import {
  decideSelfDisable,
  type NamedOrganization,
  type SelfDisableMembership,
  type SelfDisableOutcome,
} from '../policy/members/self-disable.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db, Stores } from '../stores.ts';
import { endMyOtherSessions, recipientOf, requireOwnFactor, type SelfServiceContext } from './context.ts';
import { lockMemberships } from './lock-own-memberships.ts';

export type RemovalConsequences = Extract<SelfDisableOutcome, { readonly result: 'allowed' }>;

/** What removing a factor would lead to, for a warning beforehand (D9). @throws Refusal `not_found` */
export async function removalOutcome(
  { members, plans }: Pick<Stores, 'members'> & { readonly plans: Plans },
  { person, now }: Pick<SelfServiceContext, 'person' | 'now'>,
  factorId: string,
): Promise<SelfDisableOutcome> {
  const kept = person.factors.filter(({ id }) => id !== factorId);
  if (kept.length === person.factors.length) throw new Refusal('not_found');
  const memberships: SelfDisableMembership[] = [];
  // One after the other: within a transaction there is one connection.
  for (const each of person.memberships) {
    const activeOwners = await members.activeOwners(each.organization.id);
    memberships.push({ membership: membershipFacts(each, plans, now), activeOwners });
  }
  const change = { before: userFacts(person), after: userFacts({ ...person, factors: kept }) };
  return decideSelfDisable(change, memberships, now.getTime());
}

/**
 * Removes one of the person's factors, with whatever their organizations have decided to follow from it. They are locked
 * all the while, so that none of them can come to require the factor in the same moment (D6). The person's other
 * sessions end, since they may rest on what is gone, and this one loses what it proved with it (ruling 24); without any
 * factor the recovery codes go as well.
 * @throws Refusal `mfa_required` without a factor proven in the last five minutes (D40), `not_found`,
 *   `factor_required_by` or `last_owner` with the slugs of the organizations
 */
export function removeAuthenticator(
  { db, plans }: { readonly db: Db; readonly plans: Plans },
  myself: SelfServiceContext,
  factorId: string,
): Promise<RemovalConsequences> {
  requireOwnFactor(myself);
  return lockMemberships(db, myself, async (stores, person) => {
    // Asked again under the locks: the factor that was proven may have been removed in the same moment (ruling 24).
    const current = { ...myself, person };
    requireOwnFactor(current);
    const outcome = await removalOutcome({ members: stores.members, plans }, current, factorId);
    if (outcome.result === 'forbidden')
      throw new Refusal('factor_required_by', { list: slugsOf(outcome.by) });
    if (outcome.result === 'last_owner') throw new Refusal('last_owner', { list: slugsOf(outcome.of) });
    const factor = person.factors.find(({ id }) => id === factorId);
    if (factor === undefined) throw new Refusal('not_found');
    await remove(stores, current, { factor, plans });
    await followUp(stores, current, outcome);
    return outcome;
  });
}

async function remove(
  stores: Stores,
  myself: SelfServiceContext,
  { factor, plans }: { readonly factor: PersonFactor; readonly plans: Plans },
): Promise<void> {
  const { person, actor, now } = myself;
  const { id: userId, epoch } = person.user;
  await withdrawTickets(stores, [userId]);
  await stores.authenticators.remove(userId, factor.id);
  const isLast = person.factors.length === 1;
  if (isLast) await stores.authenticators.replaceRecoveryCodes(userId, [], now);
  await stores.accounts.endSessions(userId);
  await endMyOtherSessions(stores, myself, { userEpoch: epoch + 1 });
  const organizations = watchedBy(person, null, { plans, now });
  const detail = { factor: factor.kind };
  await stores.audit.record({ type: 'authenticator.removed', actor, organizations, userId, detail }, now);
  const notice = { kind: 'factor-removed', factor: factor.kind } as const;
  await mailDeniable(stores, { userId, to: recipientOf(myself), notice, by: actor }, now);
}

async function followUp(
  stores: Stores,
  { person, actor, language, now }: SelfServiceContext,
  { removedFrom, suspendedIn }: RemovalConsequences,
): Promise<void> {
  const change = { actor, now, reason: 'self_disable' };
  const isIn = (list: readonly NamedOrganization[], id: string) => list.some((each) => each.id === id);
  for (const membership of person.memberships) {
    const { id } = membership.organization;
    const [isRemoved, isSuspended] = [isIn(removedFrom, id), isIn(suspendedIn, id)];
    if (isRemoved) await endMembership(stores, { person, membership }, { ...change, how: 'removed' });
    if (isSuspended) await suspendByRule(stores, { person, membership }, change);
    // Ruling 1: no grant that carried one of them goes on.
    if (isRemoved || isSuspended) await revokeGrants(stores, membership);
  }
  if (removedFrom.length === 0) return;
  const organizations = removedFrom.map(({ name }) => name).join(', ');
  const notice = { kind: 'left-organizations', organizations } as const;
  await stores.outbox.mail(recipientOf({ person, language }), notice, actor);
}

function slugsOf(organizations: readonly NamedOrganization[]): readonly string[] {
  return organizations.map(({ slug }) => slug);
}
