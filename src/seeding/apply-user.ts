import { minimumPasswordLength, normalizePassword, passwordLength } from '../passwords/password-rules.ts';
import { changePerson } from '../people/change-person.ts';
import { createPerson, type NewPerson } from '../people/create-person.ts';
import { type ApplyDeps, type ApplyRun, operator } from './apply-run.ts';
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

export async function applyUser(run: ApplyRun, document: UserDocument): Promise<void> {
  const { stores, deps, now, changes } = run;
  const { email, email_verified: emailVerified, name, profile, totp } = document;
  const person = await stores.people.byEmail(email);
  if (person === null) {
    const said = { email, emailVerified, name, profile, password: passwordOf(run, document) };
    await createPerson(deps.db, operator.actor, { ...said, ...(totp && { totp }) }, now);
    changes.push({ kind: 'user', name: email, outcome: 'created' });
    return;
  }
  const change = { userId: person.user.id, fields: { name, emailVerified, profile } };
  const changed = await changePerson(deps.db, operator.actor, change, now);
  changes.push({ kind: 'user', name: email, outcome: changed.length > 0 ? 'updated' : 'unchanged' });
}

function passwordOf({ hashes }: ApplyRun, document: UserDocument): NewPerson['password'] {
  const { email, password, password_hash: imported } = document;
  const hash = hashes.get(email) ?? imported;
  if (hash === undefined) return null;
  // The length behind an imported hash is unknown until the person signs in.
  return { hash, isShort: password !== undefined && passwordLength(password) < minimumPasswordLength };
}
