import { requireCharged } from '../limits/limit.ts';
import { throttleKey } from '../limits/password-throttle.ts';
import { isShortPassword } from '../passwords/new-password.ts';
import { normalizeEmail } from '../people/email.ts';
import type { Person } from '../people/person.ts';
import { Refusal } from '../refusal/refusal.ts';
import { aboutPerson, type SignIn, type SignInDeps } from './context.ts';
import { freshSignIn, type SignInProgress } from './progress.ts';

export interface PasswordInput {
  readonly email: string;
  readonly password: string;
  /** Id in the device cookie of this browser, if it names the typed e-mail's account. */
  readonly knownDeviceId: string | null;
}

export interface PasswordProof {
  readonly progress: SignInProgress;
  readonly person: Person;
  /** Of the failures to forget when the progress is stored. */
  readonly throttleKey: Buffer;
}

/**
 * The first step: e-mail and password. An unknown e-mail costs the same time and gets the same answer.
 * @throws Refusal `too_many_attempts` before anything is compared, `password_wrong`, `password_reset_due`, `server_busy`.
 */
export async function provePassword(
  deps: SignInDeps,
  signIn: SignIn,
  input: PasswordInput,
): Promise<PasswordProof> {
  const { now } = signIn;
  const email = normalizeEmail(input.email);
  const key = throttleKey({ email, address: signIn.sourceAddress, knownDeviceId: input.knownDeviceId });
  const attempt = { key, email, deviceId: signIn.deviceId };
  const charge = requireCharged(await deps.db.accounts.chargePasswordAttempt(attempt, now));
  const person = await verified(deps, charge.person, input.password);
  if (person === null) {
    const reason = charge.person?.user.deactivatedAt == null ? 'password' : 'deactivated';
    await recordFailure(deps, signIn, { person: charge.person, reason });
    throw new Refusal('password_wrong');
  }
  if (person.user.passwordResetAt !== null) return refuseOrdered(deps, signIn, person);
  return { person, progress: progressAfter(person, now), throttleKey: key };
}

/** A new account in the same sign-in starts over: nothing proven for somebody else is kept. */
function progressAfter({ user }: Person, now: Date): SignInProgress {
  return { ...freshSignIn, userId: user.id, userEpoch: user.epoch, proofs: { passwordAt: now.getTime() } };
}

async function verified(deps: SignInDeps, person: Person | null, password: string): Promise<Person | null> {
  // Nothing fits whoever is deactivated, so that it takes as long as a wrong password: a stranger learns nothing by it.
  const hash = person?.user.deactivatedAt === null ? person.user.passwordHash : null;
  const { ok, needsRehash } = await deps.hasher.verify(hash, password);
  if (!ok || person === null || hash === null) return null;
  return withLearned(deps, person, { hash, password, needsRehash });
}

/**
 * While the password is at hand, an imported or older hash of it is replaced, and its length is known, which an imported hash
 * does not tell (ruling 21).
 * @returns the person with what was learned
 */
async function withLearned(
  deps: SignInDeps,
  person: Person,
  right: { readonly hash: string; readonly password: string; readonly needsRehash: boolean },
): Promise<Person> {
  const { user } = person;
  const isShort = isShortPassword(right.password);
  const hash = right.needsRehash ? await strongerHash(deps, right) : right.hash;
  if (hash === right.hash && isShort === user.passwordIsShort) return person;
  await deps.db.accounts.renewPasswordHash(user, { hash, isShort });
  return { ...person, user: { ...user, passwordHash: hash, passwordIsShort: isShort } };
}

/** A busy server does it next time, and keeps the one that there is. */
async function strongerHash(
  deps: SignInDeps,
  { hash, password }: { readonly hash: string; readonly password: string },
): Promise<string> {
  try {
    return await deps.hasher.hash(password);
  } catch (error) {
    deps.onSideFailure(error);
    return hash;
  }
}

/**
 * An administrator ordered a new password: the old one opens nothing, and only who knows it is told why. The link is
 * mailed again, as the first one may be too old; how often is limited on the account.
 */
async function refuseOrdered(deps: SignInDeps, signIn: SignIn, person: Person): Promise<never> {
  const { sourceAddress, language } = signIn;
  await recordFailure(deps, signIn, { person, reason: 'password_reset_due' });
  await deps.db.transaction(({ outbox }) =>
    outbox.mailResetLink({ email: person.user.email, sourceAddress, language }),
  );
  throw new Refusal('password_reset_due');
}

type FailureReason = 'password' | 'deactivated' | 'password_reset_due';

async function recordFailure(
  deps: SignInDeps,
  signIn: SignIn,
  { person, reason }: { readonly person: Person | null; readonly reason: FailureReason },
): Promise<void> {
  // Whoever it was has shown nothing yet, so nobody is said to have done it.
  const about = aboutPerson(deps, { ...signIn, person, progress: freshSignIn });
  const userId = person === null ? {} : { userId: person.user.id };
  await deps.db.audit.record(
    { type: 'account.sign_in_failed', ...about, ...userId, detail: { reason } },
    signIn.now,
  );
}
