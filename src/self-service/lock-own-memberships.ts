import { lockConcerned, ownOrganizations, type Work } from '../organizations/authority/lock-memberships.ts';
import type { Db, Stores } from '../stores.ts';
import { lockMyself, type SelfServiceContext } from './context.ts';

/**
 * Runs `work` in a transaction that holds every organization of a signed-in person and then the person, as
 * `lockMembershipsOf` does for somebody else.
 * @param work gets the person as they are under these locks
 * @throws Refusal `interaction_expired` when their session has ended meanwhile
 */
export function lockMemberships<Result>(
  db: Db,
  myself: SelfServiceContext,
  work: Work<Result>,
): Promise<Result> {
  const lockPerson = (stores: Stores) => lockMyself(stores, myself);
  return lockConcerned(db, { userId: myself.person.user.id, concerned: ownOrganizations, lockPerson }, work);
}
