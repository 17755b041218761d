import type { Stores } from '../stores.ts';
import type { SignInDeps } from './context.ts';

export type SignInKeys = Pick<SignInDeps, 'mailboxKey' | 'keyChallengeKey' | 'recoveryCodeKey'>;

/**
 * The keys that a sign-in works with. What lives for minutes is keyed by SECRET_KEYS themselves; recovery codes, which are
 * kept for years, have a key in the database that outlives those.
 * @param derive a key for a purpose from each of SECRET_KEYS, newest first
 */
export async function signInKeys(
  { authenticators }: Pick<Stores, 'authenticators'>,
  derive: (purpose: string) => readonly Buffer[],
  now: Date,
): Promise<SignInKeys> {
  const newest = (purpose: string) => derive(purpose)[0] ?? Buffer.alloc(0);
  return {
    mailboxKey: newest('mailbox codes'),
    keyChallengeKey: newest('challenges of security keys'),
    recoveryCodeKey: await authenticators.recoveryCodeKey(now),
  };
}
