import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { defaultTotp } from '../authenticators/totp.ts';
import { minimumPasswordLength, normalizePassword, passwordLength } from '../passwords/password-rules.ts';
import type { User } from '../people/user.ts';
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
  const person = await run.stores.people.byEmail(document.email);
  if (person === null) return createUser(run, document);
  const { user } = person;
  const name = document.name ?? user.name;
  const emailVerified = document.email_verified ?? user.emailVerified;
  const profile = document.profile ?? user.profile;
  const isChanged =
    name !== user.name || emailVerified !== user.emailVerified || !isDeepStrictEqual(profile, user.profile);
  run.changes.push({ kind: 'user', name: document.email, outcome: isChanged ? 'updated' : 'unchanged' });
  if (isChanged) await run.stores.accounts.updateProfile(user.id, { name, emailVerified, profile });
}

async function createUser(run: ApplyRun, document: UserDocument): Promise<void> {
  const { stores, now } = run;
  const user = newUser(run, document);
  await stores.accounts.create(user);
  await stores.audit.record({ type: 'account.created', actor: operator, userId: user.id }, now);
  if (document.totp !== undefined) await addTotp(run, user, document.totp);
  run.changes.push({ kind: 'user', name: document.email, outcome: 'created' });
}

function newUser({ hashes, now }: ApplyRun, document: UserDocument): User {
  const { email, password } = document;
  return {
    id: randomUUID(),
    email,
    emailVerified: document.email_verified ?? false,
    emailChangedAt: null,
    name: document.name ?? null,
    profile: document.profile ?? {},
    passwordHash: hashes.get(email) ?? document.password_hash ?? null,
    // The length behind an imported hash is unknown until the person signs in.
    passwordIsShort: password !== undefined && passwordLength(password) < minimumPasswordLength,
    epoch: 0,
    secondFactorFailures: 0,
    secondFactorLockedUntil: null,
    replaceFactorSince: null,
    passwordResetAt: null,
    mustEnrollSince: null,
    createdAt: now,
  };
}

async function addTotp(
  { stores, now }: ApplyRun,
  user: User,
  totp: NonNullable<UserDocument['totp']>,
): Promise<void> {
  await stores.authenticators.addTotp({
    ...defaultTotp,
    ...totp,
    id: randomUUID(),
    userId: user.id,
    nickname: 'Authenticator app',
    lastStep: -1,
    confirmedAt: now,
  });
  const event = {
    type: 'authenticator.enrolled',
    actor: operator,
    userId: user.id,
    detail: { factor: 'totp' },
  } as const;
  await stores.audit.record(event, now);
}
