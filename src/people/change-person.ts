import { isDeepStrictEqual } from 'node:util';
import type { Deed } from '../audit/deed.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db } from '../stores.ts';
import type { User } from './user.ts';

type ChangeableField = 'name' | 'emailVerified' | 'profile' | 'attributes';

const changeable = [
  'name',
  'emailVerified',
  'profile',
  'attributes',
] as const satisfies readonly ChangeableField[];

/** What is left out stays as it is. */
export interface PersonChange {
  readonly userId: string;
  readonly fields: { readonly [Field in ChangeableField]?: User[Field] | undefined };
}

/**
 * Changes what an account says about its person, by the word of the operator. Passwords, factors and addresses have
 * operations of their own.
 * @returns the fields that have changed
 * @throws Refusal `not_found`
 */
export async function changePerson(
  db: Db,
  { actor, now }: Deed,
  { userId, fields }: PersonChange,
): Promise<readonly ChangeableField[]> {
  return db.transaction(async ({ accounts, audit, people }) => {
    await accounts.lock(userId);
    const person = await people.byId(userId, null);
    if (person === null) throw new Refusal('not_found');
    const { user } = person;
    const said = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const after: Pick<User, ChangeableField> = { ...user, ...said };
    const changed = changeable.filter((field) => !isDeepStrictEqual(user[field], after[field]));
    if (changed.length === 0) return changed;
    await accounts.updateProfile(userId, after);
    // Which fields, not what is in them: that is about a person, and the log is kept for long.
    await audit.record({ type: 'account.changed', actor, userId, detail: { changed } }, now);
    return changed;
  });
}
