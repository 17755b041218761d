import { lockConcerned } from '../organizations/authority/lock-memberships.ts';
import { concernedByErasing, eraseLocked } from '../people/accounts/erase-person.ts';
import type { Person } from '../people/person.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db, Stores } from '../stores.ts';
import { lockMyself, requireOwnFactor, type SelfServiceContext } from './context.ts';

/**
 * Erases one's own account for good.
 * @throws Refusal `mfa_required` without a factor proven in the last five minutes, `members_cannot_leave` with the organizations
 *   that let nobody go by themselves (D23), `last_owner`
 */
export function eraseMyself(db: Db, myself: SelfServiceContext): Promise<void> {
  requireOwnFactor(myself);
  const { now } = myself;
  const { id: userId } = myself.person.user;
  const lockPerson = (stores: Stores) => lockMyself(stores, myself);
  const concerned = (stores: Stores, person: Person) => concernedByErasing(stores, person, now);
  return lockConcerned(db, { userId, concerned, lockPerson }, async (stores, person) => {
    // Asked again under the locks: the factor that was proven may have been removed in the same moment (ruling 24).
    requireOwnFactor({ ...myself, person });
    const keeping = person.memberships.filter(({ organization }) => !organization.membersMayLeave);
    if (keeping.length > 0)
      throw new Refusal('members_cannot_leave', {
        list: keeping.map(({ organization }) => organization.slug),
      });
    // Where they are is personal, and goes with everything else.
    const actor = { kind: 'user', id: userId, sourceAddress: null } as const;
    await eraseLocked(stores, person, { actor, now, how: 'left' });
  });
}
