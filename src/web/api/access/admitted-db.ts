import type { Person } from '../../../people/person.ts';
import type { Db, Stores } from '../../../stores.ts';
import type { Admitted } from './access.ts';

/** Under the lock of the organization the caller was not any more what they were when the request was admitted. */
export class AdmissionOutdated extends Error {
  constructor() {
    super('who asks has changed since the request was admitted');
  }
}

/**
 * The database as the request of an administrator may use it. Until the organization is locked, they may have been
 * removed, demoted or signed out, may have lost the factor that they proved, or a stricter policy may have been saved:
 * their standing is read again under the lock, before anything of the operation happens.
 *
 * It stands here rather than in each operation, so that none can forget it.
 * @throws AdmissionOutdated from within the transaction, which is rolled back; the request is then admitted anew
 */
export function admittedDb(db: Db, { caller, administered }: Admitted): Db {
  if (caller?.kind !== 'person' || administered === null) return db;
  const { id: userId, person, sessionHash } = caller;
  const organizationId = administered.organization.id;
  const admittedAs = standingOf(person, organizationId);
  const recheck = async ({ people }: Stores) => {
    const now = await people.bySessionHash(userId, sessionHash);
    if (now === null || standingOf(now, organizationId) !== admittedAs) throw new AdmissionOutdated();
  };
  return {
    ...db,
    transaction: (work) => db.transaction((stores) => work(recheckedAtLock(stores, organizationId, recheck))),
  };
}

function recheckedAtLock(
  stores: Stores,
  organizationId: string,
  recheck: (stores: Stores) => Promise<void>,
): Stores {
  const { organizations } = stores;
  // From the first lock on nobody else changes it, and what the operation itself changes is no reason to start anew.
  let isChecked = false;
  const lockById: typeof organizations.lockById = async (id) => {
    const locked = await organizations.lockById(id);
    if (id !== organizationId || isChecked) return locked;
    isChecked = true;
    await recheck(stores);
    return locked;
  };
  return { ...stores, organizations: { ...organizations, lockById } };
}

/**
 * All of a person that admission depends on, in one text: equal texts, equal answers.
 * @param organizationId of the one that is administered; none at the operator's pages
 */
export function standingOf(
  { user, session, factors, memberships }: Person,
  organizationId: string | null = null,
): string {
  const own = memberships.find(({ organization }) => organization.id === organizationId);
  return JSON.stringify([
    user.epoch,
    user.mustEnrollSince,
    user.isOperator,
    session && [session.userEpoch, session.proofs],
    factors.map(({ id }) => id).toSorted(),
    own && [own.member.role, own.member.suspended, own.organization.version],
  ]);
}
