import type { AuditEvent } from '../audit/event.ts';
import { type Assertion, assertionOptions, checkAssertion } from '../authenticators/security-key.ts';
import { limitKey } from '../limits/limit.ts';
import { sourcePrefix } from '../limits/password-throttle.ts';
import { Refusal } from '../refusal/refusal.ts';
import { aboutPerson, provenPerson, type SignIn, type SignInDeps } from './context.ts';
import { answeredChallenge, challengeOf, type KeyAnswer, parsed } from './key-challenge.ts';
import type { SignInProgress } from './progress.ts';

/** What the browser hands to the person's keys. */
export async function challengeKeys(deps: SignInDeps, signIn: SignIn) {
  const keys = await deps.db.authenticators.keysOf(provenPerson(signIn).user.id);
  return assertionOptions(deps.relyingParty, keys, challengeOf(deps, signIn, signIn.now.getTime()));
}

/**
 * Checks an answer to the challenge of the sign-in as it stands; nothing changes yet, but that a wrong one is logged.
 * @throws Refusal `key_not_accepted`
 */
export async function checkKeyAnswer(
  deps: SignInDeps,
  signIn: SignIn,
  answer: KeyAnswer,
): Promise<Assertion> {
  const { id: userId } = provenPerson(signIn).user;
  return logged(deps, signIn, async () => {
    const challenge = answeredChallenge(deps, signIn, answer);
    const keys = await deps.db.authenticators.keysOf(userId);
    return checkAssertion(deps.relyingParty, keys, { challenge, userId, answer: parsed(answer.answer) });
  });
}

/**
 * The second step by a security key or passkey. It is charged to no limit, since there is nothing to guess, and so stays
 * open where wrong codes have locked the account (product decision 3); a success ends that lock.
 * @param signIn beyond the state whose challenge was answered, so that no second answer to it is ever right
 * @throws Refusal `key_not_accepted` when a copy has answered in between, or the key was removed
 */
export function acceptKeyAnswer(
  deps: SignInDeps,
  signIn: SignIn,
  { key, signCount, userVerified }: Assertion,
): Promise<SignInProgress> {
  const { now } = signIn;
  const { id: userId } = provenPerson(signIn).user;
  const detail = { factor: 'webauthn' } as const;
  const about = aboutPerson(deps, signIn);
  const passed = { type: 'authenticator.challenge_passed', ...about, userId, detail } as const;
  return logged(deps, signIn, async () => {
    if (!(await deps.db.authenticators.acceptKey({ factorId: key.id, signCount }, passed, now)))
      throw new Refusal('key_not_accepted', { reason: 'counter' });
    const at = now.getTime();
    const webauthn = { at, authenticatorId: key.id, userVerified, hardwareBound: key.hardwareBound };
    return {
      ...signIn.progress,
      proofs: { ...signIn.progress.proofs, webauthn },
      provenFrom: sourcePrefix(signIn.sourceAddress),
      newFactorProof: { factor: 'webauthn', at },
    };
  });
}

async function logged<Result>(
  deps: SignInDeps,
  signIn: SignIn,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'key_not_accepted') {
      const detail = { factor: 'webauthn', reason: error.detail.reason ?? null } as const;
      const about = aboutPerson(deps, signIn);
      const event = { type: 'authenticator.challenge_failed', ...about, detail } as const;
      await recordSome(deps, signIn, event);
    }
    throw error;
  }
}

/** Ten, then ever fewer: no limit keeps anybody from answering wrongly, and the log is for ever. */
async function recordSome({ db }: SignInDeps, signIn: SignIn, event: AuditEvent): Promise<void> {
  const { now } = signIn;
  const { id: userId } = provenPerson(signIn).user;
  const key = limitKey('answers of security keys', userId);
  if ((await db.limits.charge(key, now)).result === 'charged')
    await db.audit.record({ ...event, userId }, now);
}
