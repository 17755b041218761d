import type { Db, Stores } from '../../stores.ts';
import { AdmissionOutdated, standingOf } from '../api/access/admitted-db.ts';
import type { PersonCaller } from '../api/access/caller.ts';

/**
 * The database as a person at the operator's pages may use it; the twin of `admittedDb`. Until an operation has its locks
 * they may have lost the mark of an operator, the session or the factor that they proved: that is read again under the
 * first lock, whatever it is on, before anything of the operation happens; where it takes none, before it commits.
 * @throws AdmissionOutdated from within the transaction, which is rolled back; the request is then admitted anew
 */
export function operatorDb(db: Db, { id: userId, person, sessionHash }: PersonCaller): Db {
  const admittedAs = standingOf(person);
  const recheck = async ({ people }: Stores) => {
    const now = await people.bySessionHash(userId, sessionHash);
    if (now === null || standingOf(now) !== admittedAs) throw new AdmissionOutdated();
  };
  return {
    ...db,
    transaction: (work) =>
      db.transaction(async (stores) => {
        const checked = checkedAtFirstLock(stores, recheck);
        const result = await work(checked.stores);
        await checked.check();
        return result;
      }),
  };
}

interface CheckedStores {
  readonly stores: Stores;
  /** Checks, unless that was done already. */
  readonly check: () => Promise<void>;
}

function checkedAtFirstLock(stores: Stores, recheck: (stores: Stores) => Promise<void>): CheckedStores {
  // What the operation itself changes, of its own operator for instance, is no reason to start anew.
  let isChecked = false;
  const check = async () => {
    if (isChecked) return;
    isChecked = true;
    await recheck(stores);
  };
  const { accounts, clients, environments, organizations, signingKeys } = stores;
  return {
    check,
    stores: {
      ...stores,
      accounts: {
        ...accounts,
        lock: followed(accounts.lock, check),
        lockAll: followed(accounts.lockAll, check),
        lockMembersOf: followed(accounts.lockMembersOf, check),
      },
      clients: { ...clients, lock: followed(clients.lock, check) },
      environments: { ...environments, lock: followed(environments.lock, check) },
      organizations: {
        ...organizations,
        lockById: followed(organizations.lockById, check),
        lockBySlug: followed(organizations.lockBySlug, check),
      },
      signingKeys: { ...signingKeys, lock: followed(signingKeys.lock, check) },
    },
  };
}

function followed<Asked extends readonly unknown[], Locked>(
  lock: (...asked: Asked) => Promise<Locked>,
  check: () => Promise<void>,
): (...asked: Asked) => Promise<Locked> {
  return async (...asked) => {
    const locked = await lock(...asked);
    await check();
    return locked;
  };
}
