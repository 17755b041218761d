import { lockMyself, type Myself } from '../accounts/myself.ts';
import type { Person } from '../accounts/person.ts';
import { Refusal } from '../refusal.ts';
import type { Db, Stores } from '../stores.ts';

/** How often somebody may join one more organization while all of his are being locked. */
const attempts = 5;

/**
 * Runs `work` in a transaction that holds every organization of a person, in the order of their ids, and then the
 * person himself: until it commits, no policy of his is saved and he joins and leaves nothing.
 * @param work gets the person as he is under these locks
 * @throws Refusal `interaction_expired` when his session has ended meanwhile
 */
export function lockMemberships<Result>(db: Db, myself: Myself, work: Work<Result>): Promise<Result> {
  return lockAll(db, myself.person.user.id, (stores) => lockMyself(stores, myself), work);
}

/**
 * The same for somebody else.
 * @throws Refusal `not_found` for who is nobody
 */
export function lockMembershipsOf<Result>(db: Db, userId: string, work: Work<Result>): Promise<Result> {
  const lock = async ({ accounts, people }: Stores) => {
    await accounts.lock(userId);
    const person = await people.byId(userId, null);
    if (person === null) throw new Refusal('not_found');
    return person;
  };
  return lockAll(db, userId, lock, work);
}

type Work<Result> = (stores: Stores, person: Person) => Promise<Result>;

async function lockAll<Result>(
  db: Db,
  userId: string,
  lockPerson: (stores: Stores) => Promise<Person>,
  work: Work<Result>,
): Promise<Result> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const done = await db.transaction(async (stores) => {
      const locked = await lockOrganizations(stores, userId);
      const person = await lockPerson(stores);
      const hasAll = person.memberships.every(({ organization }) => locked.has(organization.id));
      return hasAll ? { result: await work(stores, person) } : null;
    });
    if (done !== null) return done.result;
  }
  throw new Refusal('server_busy', { reason: 'the memberships keep changing' });
}

async function lockOrganizations(
  { people, organizations }: Pick<Stores, 'people' | 'organizations'>,
  userId: string,
): Promise<ReadonlySet<string>> {
  const person = await people.byId(userId, null);
  const ids = (person?.memberships ?? []).map(({ organization }) => organization.id).toSorted();
  for (const id of ids) await organizations.lockById(id);
  return new Set(ids);
}
