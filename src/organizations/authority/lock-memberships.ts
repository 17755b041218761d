import type { Person } from '../../people/person.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db, Stores } from '../../stores.ts';

/** How often one more organization may come to be concerned while all of them are being locked. */
const attempts = 5;

/**
 * Runs `work` in a transaction that holds every organization of a person, in the order of their ids, and then the
 * person: until it commits, no policy of theirs is saved and they join and leave nothing.
 * @param work gets the person as they are under these locks
 * @throws Refusal `not_found` for who is nobody
 */
export function lockMembershipsOf<Result>(db: Db, userId: string, work: Work<Result>): Promise<Result> {
  const lockPerson = async ({ accounts, people }: Stores) => {
    await accounts.lock(userId);
    const person = await people.byId(userId, null);
    if (person === null) throw new Refusal('not_found');
    return person;
  };
  return lockConcerned(db, { userId, concerned: ownOrganizations, lockPerson }, work);
}

export type Work<Result> = (stores: Stores, person: Person) => Promise<Result>;

/** What is locked: organizations that have to do with a person, and then the person. */
export interface Locking {
  readonly userId: string;
  /** Ids of the organizations; asked again under the locks. */
  readonly concerned: (stores: Stores, person: Person) => readonly string[] | Promise<readonly string[]>;
  /** @returns the person as they are under the lock */
  readonly lockPerson: (stores: Stores) => Promise<Person>;
}

/**
 * Runs `work` in a transaction that holds every organization that is concerned, in the order of their ids, and then the
 * person.
 * @throws Refusal `server_busy` when they keep becoming more, and whatever `lockPerson` refuses
 */
export async function lockConcerned<Result>(
  db: Db,
  { userId, concerned, lockPerson }: Locking,
  work: Work<Result>,
): Promise<Result> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const done = await db.transaction(async (stores) => {
      const known = await stores.people.byId(userId, null);
      const locked = new Set(known === null ? [] : await concerned(stores, known));
      for (const id of [...locked].toSorted()) await stores.organizations.lockById(id);
      const person = await lockPerson(stores);
      const wanted = await concerned(stores, person);
      return wanted.every((id) => locked.has(id)) ? { result: await work(stores, person) } : null;
    });
    if (done !== null) return done.result;
  }
  throw new Refusal('server_busy', { reason: 'the organizations concerned keep changing' });
}

/** Ids of those that a person belongs to. */
export function ownOrganizations(_stores: Stores, { memberships }: Person): readonly string[] {
  return memberships.map(({ organization }) => organization.id);
}
