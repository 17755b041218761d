import { revokeGrants } from '../organizations/members/change-member.ts';
import { endMembership } from '../organizations/members/end-membership.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db } from '../stores.ts';
import { lockMyself, recipientOf, type SelfServiceContext } from './context.ts';

/**
 * Leaves an organization that lets its members go by themselves (D23). What their applications know of it ends with their
 * grants (ruling 1); their browsers stay signed in.
 * @throws Refusal `not_found`, `members_cannot_leave` where the organization lets nobody (D23), `last_owner`
 */
export async function leaveOrganization(db: Db, myself: SelfServiceContext, slug: string): Promise<void> {
  const { actor, now } = myself;
  await db.transaction(async (stores) => {
    if ((await stores.organizations.lockBySlug(slug)) === null) throw new Refusal('not_found');
    const person = await lockMyself(stores, myself);
    const membership = person.memberships.find(({ organization }) => organization.slug === slug);
    if (membership === undefined) throw new Refusal('not_found');
    const { organization, member } = membership;
    if (!organization.membersMayLeave) throw new Refusal('members_cannot_leave', { list: [slug] });
    const isActiveOwner = member.role === 'owner' && member.suspended === null;
    if (isActiveOwner && (await stores.members.activeOwners(organization.id)) <= 1)
      throw new Refusal('last_owner', { list: [slug] });
    const end = { actor, now, how: 'left', reason: 'own_will' } as const;
    await endMembership(stores, { person, membership }, end);
    await revokeGrants(stores, membership);
    const notice = { kind: 'left-organizations', organizations: organization.name } as const;
    await stores.outbox.mail(recipientOf({ ...myself, person }), notice, myself.actor);
  });
}
