import { challengeSeconds, keyChallengeOf } from '../authenticators/security-key.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { SignIn, SignInDeps } from './context.ts';

/** What came back from a browser that asked a key. */
export interface KeyAnswer {
  /** When the page asked, epoch milliseconds, as the form says: another time is another challenge. */
  readonly askedAt: number;
  /** JSON. */
  readonly answer: string;
}

/** What a key has to sign in this state of a sign-in, where it is asked at `askedAt`, epoch milliseconds. */
export function challengeOf(
  { keyChallengeKey }: Pick<SignInDeps, 'keyChallengeKey'>,
  { uid, version }: Pick<SignIn, 'uid' | 'version'>,
  askedAt: number,
): string {
  return keyChallengeOf(keyChallengeKey, { uid, version, askedAt });
}

/** The same, of an answer that has come. @throws Refusal `key_not_accepted` when that is too late */
export function answeredChallenge(
  deps: Pick<SignInDeps, 'keyChallengeKey'>,
  signIn: Pick<SignIn, 'uid' | 'version' | 'now'>,
  { askedAt }: Pick<KeyAnswer, 'askedAt'>,
): string {
  const age = signIn.now.getTime() - askedAt;
  if (!(age >= 0 && age <= challengeSeconds * 1000))
    throw new Refusal('key_not_accepted', { reason: 'too_late' });
  return challengeOf(deps, signIn, askedAt);
}

/** Null for what is no JSON, which is no answer of a key either. */
export function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return null;
  }
}
