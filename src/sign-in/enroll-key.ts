import { newRecoveryCodes } from '../authenticators/recovery-codes.ts';
import { checkRegistration, keyChallengeOf, registrationOptions } from '../authenticators/security-key.ts';
import { Refusal } from '../refusal.ts';
import type { SignIn, SignInDeps } from './context.ts';
import { type KeyAnswer, parsed, requireTimely } from './key-challenge.ts';
import type { SignInProgress } from './progress.ts';

/** What the browser hands to a key that is to be set up instead of an app, at `now`. */
export async function keyToEnroll(deps: SignInDeps, { uid, version, person }: SignIn, now: Date) {
  if (person === null) throw new Refusal('enrollment_expired');
  const known = await deps.db.authenticators.keysOf(person.user.id);
  const challenge = keyChallengeOf(deps.keyChallengeKey, { uid, version, askedAt: now.getTime() });
  return registrationOptions(deps.relyingParty, person.user, known, challenge);
}

/**
 * The answer of a key to that; recovery codes are made. Nothing counts yet.
 * @throws Refusal `key_not_accepted`, `enrollment_expired`
 */
export async function confirmKey(
  deps: SignInDeps,
  { uid, version, progress }: SignIn,
  { askedAt, answer }: KeyAnswer,
  now: Date,
): Promise<SignInProgress> {
  const { enrollment } = progress;
  if (enrollment === null) throw new Refusal('enrollment_expired');
  requireTimely(askedAt, now);
  const challenge = keyChallengeOf(deps.keyChallengeKey, { uid, version, askedAt });
  const registered = await checkRegistration(deps.relyingParty, { challenge, answer: parsed(answer) });
  const key = { ...registered, publicKey: registered.publicKey.toString('base64') };
  const confirmed = { key, confirmedAt: now.getTime(), recoveryCodes: newRecoveryCodes() };
  return { ...progress, enrollment: { ...enrollment, ...confirmed } };
}
