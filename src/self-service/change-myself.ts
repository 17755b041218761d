import { joined } from '../operations/joined.ts';
import { changePerson } from '../people/change-person.ts';
import type { Person } from '../people/person.ts';
import type { Db } from '../stores.ts';
import { lockMyself, type SelfServiceContext } from './context.ts';

/** What people say about themselves; null removes it, and what is left out stays as it is. */
export interface OwnChange {
  readonly name: string | null | undefined;
  /** A language tag (BCP 47). */
  readonly locale: string | null | undefined;
  /** An IANA time zone. */
  readonly zoneinfo: string | null | undefined;
}

/**
 * Changes what the account says about the person who asks.
 * @returns them as they are afterwards
 * @throws Refusal `interaction_expired`
 */
export function changeMyself(
  db: Db,
  myself: SelfServiceContext,
  { name, locale, zoneinfo }: OwnChange,
): Promise<Person> {
  return db.transaction(async (stores) => {
    const { user } = await lockMyself(stores, myself);
    const said = Object.entries({ locale, zoneinfo }).filter(([, value]) => value !== undefined);
    const profile = Object.entries({ ...user.profile, ...Object.fromEntries(said) });
    const kept = Object.fromEntries(profile.filter(([, value]) => value !== null));
    const change = { userId: user.id, fields: { name, profile: kept } };
    await changePerson(joined(stores), myself, change);
    return lockMyself(stores, myself);
  });
}
