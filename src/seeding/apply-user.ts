import { firstPassword } from '../passwords/first-password.ts';
import { normalizePassword } from '../passwords/password-rules.ts';
import { setDeactivated } from '../people/accounts/set-deactivated.ts';
import { setOperator } from '../people/accounts/set-operator.ts';
import { changePerson } from '../people/change-person.ts';
import { createPerson } from '../people/create-person.ts';
import type { User } from '../people/user.ts';
import { type ApplyDeps, type ApplyRun, placed } from './apply-run.ts';
import type { UserDocument } from './user-document.ts';

/** Hashes the passwords of users who are not there yet; hashing would keep a transaction open for long. */
export async function newPasswordHashes(
  { db, hasher }: ApplyDeps,
  users: readonly UserDocument[],
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const { email, password } of users) {
    if (password === undefined || (await db.people.byEmail(email)) !== null) continue;
    hashes.set(email, await hasher.hash(normalizePassword(password)));
  }
  return hashes;
}

/** All but closing the account, which comes last: see `applyDeactivation`. */
export async function applyUser(run: ApplyRun, document: UserDocument): Promise<void> {
  const { stores, deps, operator, changes, hashes } = run;
  const { email, email_verified: emailVerified, name, profile, attributes, totp } = document;
  const person = await stores.people.byEmail(email);
  if (person === null) {
    const said = {
      email,
      emailVerified,
      name,
      profile,
      attributes,
      password: firstPassword(document, hashes.get(email)),
    };
    const user = await createPerson(deps.db, operator, { ...said, ...(totp && { totp }) });
    await applyMarks(run, user, document);
    changes.push({ kind: 'user', name: email, outcome: 'created' });
    return;
  }
  const change = { userId: person.user.id, fields: { name, emailVerified, profile, attributes } };
  const changed = await changePerson(deps.db, operator, change);
  const isMarked = await applyMarks(run, person.user, document);
  const isClosed = document.deactivated === true && person.user.deactivatedAt === null;
  const isChanged = changed.length > 0 || isMarked || isClosed;
  changes.push({ kind: 'user', name: email, outcome: isChanged ? 'updated' : 'unchanged' });
}

/** @returns whether the file opens the account again, or says anew whether the person is an operator */
async function applyMarks(
  { deps: { db }, operator }: ApplyRun,
  { id: userId }: Pick<User, 'id'>,
  { deactivated, operator: isOperator }: UserDocument,
): Promise<boolean> {
  const isOpened = deactivated === false && (await setDeactivated(db, operator, { userId, deactivated }));
  const isSet =
    isOperator !== undefined && (await setOperator(db, operator, { userId, operator: isOperator }));
  return isOpened || isSet;
}

/** Closes the account where the file says so, once the organizations of the file have the owners that it names. */
export async function applyDeactivation(
  { stores, deps, operator }: ApplyRun,
  { email, deactivated }: UserDocument,
  path: string,
): Promise<void> {
  if (deactivated !== true) return;
  const person = await stores.people.byEmail(email);
  if (person === null) return;
  const closing = { userId: person.user.id, deactivated };
  await placed(`${path}.deactivated`, () => setDeactivated(deps.db, operator, closing));
}
