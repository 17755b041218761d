import type { Deed } from '../../audit/deed.ts';
import { joined } from '../../operations/joined.ts';
import type { Db } from '../../stores.ts';
import { changePerson, type PersonChange } from '../change-person.ts';
import { findPerson } from '../find-person.ts';
import type { User } from '../user.ts';
import { setDeactivated } from './set-deactivated.ts';

/**
 * Changes an account as a whole, or not at all.
 * @throws Refusal `not_found`, `last_owner`
 */
export function changeAccount(
  db: Db,
  deed: Deed,
  { deactivated, ...change }: PersonChange & { readonly deactivated: boolean | undefined },
): Promise<User> {
  const { userId } = change;
  return db.transaction(async (stores) => {
    // First what locks organizations: they come before people.
    if (deactivated !== undefined) await setDeactivated(joined(stores), deed, { userId, deactivated });
    await changePerson(joined(stores), deed, change);
    return (await findPerson(stores, userId)).user;
  });
}
