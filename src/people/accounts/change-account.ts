import type { Actor } from '../../audit/event.ts';
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
  actor: Actor,
  { deactivated, ...change }: PersonChange & { readonly deactivated: boolean | undefined },
  now: Date,
): Promise<User> {
  const { userId } = change;
  return db.transaction(async (stores) => {
    // First what locks organizations: they come before people.
    if (deactivated !== undefined) await setDeactivated(joined(stores), actor, { userId, deactivated }, now);
    await changePerson(joined(stores), actor, change, now);
    return (await findPerson(stores, userId)).user;
  });
}
