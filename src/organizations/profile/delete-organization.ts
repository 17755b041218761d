import type { Deed } from '../../audit/deed.ts';
import type { Actor } from '../../audit/event.ts';
import { withdrawTickets } from '../../links/enrollment-ticket.ts';
import type { Person } from '../../people/person.ts';
import type { Plans } from '../../plans/plans.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db, Stores } from '../../stores.ts';
import type { Organization } from '../core/organization.ts';
import { revokeEndedSessions } from '../ending/revoke-sessions.ts';

/** Members whose memberships end at a time. */
const batchSize = 500;

/**
 * Deletes an organization, by the word of the operator, with its memberships, invitations, domains and clients; people
 * and what they have elsewhere stay. What it has ended stays ended (ruling 6), and what applications got from its members
 * in its name is revoked (ruling 1). Its activity log stays, and its chain still verifies.
 * @throws Refusal `not_found`
 */
export function deleteOrganization(
  { db, plans }: { readonly db: Db; readonly plans: Plans },
  { actor, now }: Deed,
  organizationId: string,
): Promise<void> {
  return db.transaction(async (stores) => {
    const organization = await stores.organizations.lockById(organizationId);
    if (organization === null) throw new Refusal('not_found');
    await stores.accounts.lockMembersOf(organizationId);
    await revokeEndedSessions(stores, organizationId, { actor, plans, now });
    const members = await endMemberships(stores, organization, { actor, now });
    const clients = await stores.clients.removeOf(organizationId);
    await stores.organizations.remove(organizationId);
    const detail = { slug: organization.slug, members };
    await stores.audit.recordAll(
      [
        ...clients.map(
          (client) => ({ type: 'client.deleted', actor, organizationId, detail: { client } }) as const,
        ),
        { type: 'organization.deleted', actor, organizationId, detail },
      ],
      now,
    );
  });
}

/** @returns how many */
async function endMemberships(
  stores: Stores,
  organization: Organization,
  { actor, now }: Deed,
): Promise<number> {
  let ended = 0;
  for (let after: string | null = null, size = batchSize; size === batchSize; ) {
    const batch: readonly Person[] = await stores.people.inOrganization(organization.id, after, batchSize);
    const userIds = batch.map(({ user }) => user.id);
    await withdrawTickets(stores, userIds);
    for (const userId of userIds)
      await stores.outbox.tellApplications(await stores.carriedGrants.revoke(userId, organization));
    await stores.audit.recordAll(
      batch.map((person) => removal(person, organization, actor)),
      now,
    );
    after = userIds.at(-1) ?? null;
    size = batch.length;
    ended += size;
  }
  return ended;
}

function removal({ user, memberships }: Person, { id: organizationId }: Organization, actor: Actor) {
  const member = memberships.find(({ organization }) => organization.id === organizationId)?.member;
  const before = member && { role: member.role, override: member.override, suspended: member.suspended };
  const detail = { before: before ?? {}, after: null, reason: 'organization_deleted' };
  return { type: 'member.removed', actor, organizationId, userId: user.id, detail } as const;
}
