import { usersInDoubt } from '../organizations/ending/revoke-sessions.ts';
import type { ApplyRun } from './apply-run.ts';
import type { SeedingDocument } from './document.ts';

/**
 * Locks all that a file is about before any of it is written: its organizations, then its people, and with them those
 * whose sessions have to be revoked first, then its clients. One by one, as they stand in the file, others would lock them
 * the other way round. Of files with the same new names the second one waits, and then finds them.
 */
export async function lockForApply(
  { stores, operator }: Pick<ApplyRun, 'stores' | 'operator'>,
  { users, organizations, clients }: Pick<SeedingDocument, 'users' | 'organizations' | 'clients'>,
): Promise<void> {
  await stores.seeding.begin();
  const slugs = new Set([
    ...organizations.map(({ slug }) => slug),
    ...clients.flatMap(({ organization }) => organization ?? []),
  ]);
  const ids: string[] = [];
  for (const slug of slugs) {
    const found = await stores.organizations.findBySlug(slug);
    if (found !== null) ids.push(found.id);
  }
  ids.push(...(await placesGivenUp(stores, users)));
  for (const id of [...new Set(ids)].toSorted()) await stores.organizations.lockById(id);
  const userIds: string[] = [];
  for (const id of new Set(ids)) userIds.push(...(await usersInDoubt(stores, id, operator.now)));
  const members = organizations.flatMap((each) => each.members);
  const emails = [...users, ...members].map(({ email }) => email);
  await stores.seeding.lockPeople({ userIds, emails });
  await stores.clients.lock(clients.map(({ client_id: id }) => id));
}

/** Closing an account asks each of its organizations whether an owner is left. */
async function placesGivenUp(
  { people }: ApplyRun['stores'],
  users: SeedingDocument['users'],
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { email, deactivated } of users) {
    if (deactivated === undefined) continue;
    ids.push(
      ...((await people.byEmail(email))?.memberships ?? []).map(({ organization }) => organization.id),
    );
  }
  return ids;
}
