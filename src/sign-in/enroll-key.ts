import { newRecoveryCodes } from '../authenticators/recovery-codes.ts';
import { checkRegistration, registrationOptions } from '../authenticators/security-key.ts';
import { Refusal } from '../refusal/refusal.ts';
import { provenPerson, type SignIn, type SignInDeps } from './context.ts';
import { answeredChallenge, challengeOf, type KeyAnswer, parsed } from './key-challenge.ts';
import type { SignInProgress } from './progress.ts';

/** What the browser hands to a key that is to be set up instead of an app. */
export async function keyToEnroll(deps: SignInDeps, signIn: SignIn) {
  const { user } = provenPerson(signIn);
  const known = await deps.db.authenticators.keysOf(user.id);
  const challenge = challengeOf(deps, signIn, signIn.now.getTime());
  return registrationOptions(deps.relyingParty, user, { known, challenge });
}

/**
 * The answer of a key to that; recovery codes are made. Nothing counts yet.
 * @throws Refusal `key_not_accepted`, `enrollment_expired`
 */
export async function confirmKey(
  deps: SignInDeps,
  signIn: SignIn,
  answer: KeyAnswer,
): Promise<SignInProgress> {
  const { progress, now } = signIn;
  const { enrollment } = progress;
  if (enrollment === null) throw new Refusal('enrollment_expired');
  const challenge = answeredChallenge(deps, signIn, answer);
  const registered = await checkRegistration(deps.relyingParty, { challenge, answer: parsed(answer.answer) });
  const key = { ...registered, publicKey: registered.publicKey.toString('base64') };
  const confirmed = { key, confirmedAt: now.getTime(), recoveryCodes: newRecoveryCodes() };
  return { ...progress, enrollment: { ...enrollment, ...confirmed } };
}
