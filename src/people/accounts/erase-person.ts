import type { Deed } from '../../audit/deed.ts';
import type { ForgottenEvents } from '../../audit/store.ts';
import { lockConcerned } from '../../organizations/authority/lock-memberships.ts';
import { requireRemainingOwner } from '../../organizations/core/require-owner.ts';
import { invitersOf } from '../../organizations/invitations/given-up-address.ts';
import { revokeGrants } from '../../organizations/members/change-member.ts';
import { endMembership } from '../../organizations/members/end-membership.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db, Stores } from '../../stores.ts';
import type { Person } from '../person.ts';
import type { User } from '../user.ts';

/**
 * Erases a person for good, by the word of the operator: the account and all that is theirs, what is personal in the
 * activity logs, and whatever else names them. Their id stays in the logs, where it names nobody any more, and is never
 * used again.
 * @throws Refusal `not_found`; `last_owner` where an organization would have no owner left who can act (ruling 12)
 */
export function erasePerson(db: Db, deed: Deed, userId: string): Promise<void> {
  const lockPerson = async ({ accounts, people }: Stores) => {
    await accounts.lock(userId);
    const person = await people.byId(userId, null);
    if (person === null) throw new Refusal('not_found');
    return person;
  };
  const concerned = (stores: Stores, person: Person) => concernedByErasing(stores, person, deed.now);
  return lockConcerned(db, { userId, concerned, lockPerson }, async (stores, person) =>
    eraseLocked(stores, person, { ...deed, how: 'removed' }),
  );
}

/** Ids of the organizations that a person is in, is invited to, or is told of things for; they are erased under their locks. */
export async function concernedByErasing(
  stores: Stores,
  { user, memberships }: Person,
  now: Date,
): Promise<readonly string[]> {
  return [
    ...memberships.map(({ organization }) => organization.id),
    ...(await invitersOf(stores, user.email, now)),
    ...(await stores.organizations.notifiedAt(await addressesOf(stores, user))),
  ];
}

export interface Erasing extends Deed {
  /** `left`: by their own will. */
  readonly how: 'left' | 'removed';
}

/**
 * The inner form, under the locks of the organizations that are concerned and of the person.
 * @throws Refusal `last_owner`
 */
export async function eraseLocked(stores: Stores, person: Person, erasing: Erasing): Promise<void> {
  const { actor, now, how } = erasing;
  const { id: userId, email } = person.user;
  for (const membership of person.memberships) {
    const end = { actor, now, how, reason: 'erased', tells: false };
    await endMembership(stores, { person, membership }, end);
    await requireRemainingOwner(stores, person, membership.member);
    await revokeGrants(stores, membership);
  }
  await endAllSessions(stores, userId);
  const addresses = await addressesOf(stores, person.user);
  await forgetInvitations(stores, email, now);
  await forgetNotifiedAt(stores, addresses, now);
  await stores.environments.forgetPilots(addresses);
  const links = await stores.oneTimeLinks.ofUser(userId, 'email_change', now);
  await stores.outbox.forgetNaming(
    addresses,
    links.map(({ tokenHash }) => tokenHash),
  );
  await stores.idempotency.forgetNaming([userId, ...addresses]);
  const forgotten = await stores.audit.forgetPerson(userId, addresses);
  await forgetFiles(stores, forgotten, userId);
  await recordErased(stores, forgotten, { actor, now, userId });
  await stores.accounts.erase(userId);
}

/** A file that was written of a log holds what has just been erased from it. */
async function forgetFiles(
  { longJobs }: Pick<Stores, 'longJobs'>,
  forgotten: readonly ForgottenEvents[],
  userId: string,
): Promise<void> {
  const ids = forgotten.map(({ organizationId }) => organizationId).filter((id) => id !== null);
  await longJobs.forgetFiles(ids, userId);
}

/** The address of a person and those they had before, but for what is somebody else's by now. */
async function addressesOf(
  { audit, people }: Pick<Stores, 'audit' | 'people'>,
  { id, email }: Pick<User, 'id' | 'email'>,
): Promise<readonly string[]> {
  const addresses = [email];
  for (const former of await audit.formerAddresses(id))
    if ((await people.byEmail(former)) === null) addresses.push(former);
  return addresses;
}

/** While there still is somebody whose sessions they are; the applications are told by the id alone. */
async function endAllSessions({ accounts, endedSessions, outbox }: Stores, userId: string): Promise<void> {
  await accounts.endSessions(userId);
  for (let removed = sessionsAtOnce; removed === sessionsAtOnce; ) {
    const ended = await endedSessions.remove([userId], sessionsAtOnce);
    await outbox.tellApplications(ended.deliveries);
    removed = ended.removed;
  }
}

const sessionsAtOnce = 100;

async function forgetInvitations({ audit, invitations }: Stores, email: string, now: Date): Promise<void> {
  for (const { organizationId, role } of await invitations.forgetAddress(email, now)) {
    const detail = { role, reason: 'person_erased' } as const;
    await audit.record({ type: 'invitation.revoked', actor: system, organizationId, detail }, now);
  }
}

/** From now on their administrators are told; the log does not say again who was. */
async function forgetNotifiedAt(
  { audit, organizations }: Stores,
  addresses: readonly string[],
  now: Date,
): Promise<void> {
  for (const organizationId of await organizations.notifiedAt(addresses)) {
    const organization = await organizations.findById(organizationId);
    if (organization === null) continue;
    await organizations.update({
      ...organization,
      notificationEmail: null,
      notificationConfirmedAt: null,
    });
    const detail = { before: {}, after: { notificationEmail: null } };
    await audit.record({ type: 'organization.updated', actor: system, organizationId, detail }, now);
  }
}

const system = { kind: 'system' } as const;

/** In the log of each organization in which something was erased, and once in that of none. */
async function recordErased(
  { audit }: Stores,
  forgotten: readonly ForgottenEvents[],
  { actor, now, userId }: Deed & { readonly userId: string },
): Promise<void> {
  const ofNone = { organizationId: null, erased: 0, blanked: [] };
  const all = forgotten.some(({ organizationId }) => organizationId === null)
    ? forgotten
    : [...forgotten, ofNone];
  const events = all.map(({ organizationId, erased, blanked }) => ({
    type: 'account.erased' as const,
    actor,
    userId,
    ...(organizationId !== null && { organizationId }),
    detail: { erased, blanked },
  }));
  await audit.recordAll(events, now);
}
