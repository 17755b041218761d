import { sourcePrefix } from '../accounts/password-throttle.ts';
import {
  type Assertion,
  assertionOptions,
  challengeSeconds,
  checkAssertion,
  newKeyChallenge,
} from '../authenticators/security-key.ts';
import { Refusal } from '../refusal.ts';
import { actorOf, type SignIn, type SignInDeps } from './context.ts';
import type { KeyChallenge, SignInProgress } from './progress.ts';

/** What the browser hands to the person's keys, and the progress with its challenge, which is to be saved before. */
export async function challengeKeys(
  deps: SignInDeps,
  { progress }: SignIn,
  now: Date,
): Promise<{
  readonly progress: SignInProgress;
  readonly options: Awaited<ReturnType<typeof assertionOptions>>;
}> {
  const keys = await deps.db.authenticators.keysOf(progress.userId ?? '');
  const keyChallenge = { value: newKeyChallenge(), sentAt: now.getTime() };
  const options = await assertionOptions(deps.relyingParty, keys, keyChallenge.value);
  return { progress: { ...progress, keyChallenge }, options };
}

/**
 * The second step by a security key or passkey. It is charged to no limit, since there is nothing to guess, and so stays
 * open where wrong codes have locked the account (product decision 3); a success ends that lock.
 * @param asked the challenge, which was taken out of the stored progress before
 * @param answer what the browser sent, JSON
 * @throws Refusal `key_not_accepted`
 */
export async function proveSecurityKey(
  deps: SignInDeps,
  signIn: SignIn,
  { asked, answer }: { readonly asked: KeyChallenge | null; readonly answer: string },
  now: Date,
): Promise<SignInProgress> {
  const { userId } = signIn.progress;
  if (userId === null) throw new Refusal('interaction_expired', { reason: 'no password was proven' });
  const event = { actor: actorOf(signIn), userId, detail: { factor: 'webauthn' } };
  try {
    const { key, signCount, userVerified } = await checked(deps, userId, { asked, answer }, now);
    const passed = { ...event, type: 'authenticator.challenge_passed' } as const;
    if (!(await deps.db.authenticators.acceptKey(key.id, signCount, passed, now)))
      throw new Refusal('key_not_accepted', { reason: 'the counter did not go up' });
    const at = now.getTime();
    const webauthn = { at, userVerified, hardwareBound: key.hardwareBound };
    return {
      ...signIn.progress,
      proofs: { ...signIn.progress.proofs, webauthn },
      provenFrom: sourcePrefix(signIn.sourceAddress),
      newFactorProof: { factor: 'webauthn', at },
    };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'key_not_accepted') {
      const { reason } = error.detail;
      const detail = { ...event.detail, reason };
      await deps.db.audit.record({ ...event, type: 'authenticator.challenge_failed', detail }, now);
    }
    throw error;
  }
}

async function checked(
  deps: SignInDeps,
  userId: string,
  { asked, answer }: { readonly asked: KeyChallenge | null; readonly answer: string },
  now: Date,
): Promise<Assertion> {
  if (asked === null || now.getTime() - asked.sentAt > challengeSeconds * 1000)
    throw new Refusal('key_not_accepted', { reason: 'nothing was asked, or too long ago' });
  const keys = await deps.db.authenticators.keysOf(userId);
  return checkAssertion(deps.relyingParty, keys, { challenge: asked.value, answer: parsed(answer) });
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return null;
  }
}
