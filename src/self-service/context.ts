import type { Deed } from '../audit/deed.ts';
import type { Recipient } from '../notices/notices.ts';
import { requireProvenLately } from '../organizations/core/admin-context.ts';
import type { Person } from '../people/person.ts';
import { timeZoneOf } from '../people/time-zone.ts';
import { mfaAt } from '../policy/factors/amr.ts';
import type { Proofs } from '../policy/facts.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Stores } from '../stores.ts';

/** A person who asks for something about themselves, in a session that the policy has said yes to. */
export interface SelfServiceContext extends Deed {
  /** With the record of their session. */
  readonly person: Person;
  /** SHA-256 of the session's uid. */
  readonly sessionHash: Buffer;
  readonly sourceAddress: string;
  /** For mails. */
  readonly language: string;
}

export function recipientOf({
  person,
  language,
}: Pick<SelfServiceContext, 'person' | 'language'>): Recipient {
  return { email: person.user.email, language, timeZone: timeZoneOf(person) };
}

/** @throws Refusal `mfa_required` unless a second factor or a recovery code was proven in the last five minutes */
export function requireOwnMfa({ person, now }: SelfServiceContext): void {
  requireProvenLately(mfaAt(person.session?.proofs ?? {}), now);
}

/**
 * For what only a factor may do, not a recovery code (D40): the person has one, and proved one in the last five minutes.
 * @throws Refusal `mfa_required`
 */
export function requireOwnFactor({ person, now }: SelfServiceContext): void {
  if (person.factors.length === 0) throw new Refusal('mfa_required', { reason: 'there is no factor' });
  const { recoveryCodeAt: _, ...proofs } = person.session?.proofs ?? {};
  requireProvenLately(mfaAt(proofs), now);
}

/**
 * Reads the person again under the lock of their row; within a transaction, after the locks of organizations.
 * @throws Refusal `interaction_expired` when their session has ended meanwhile
 */
export async function lockMyself(
  { accounts, people }: Pick<Stores, 'accounts' | 'people'>,
  { person: { user }, sessionHash }: SelfServiceContext,
): Promise<Person> {
  await accounts.lock(user.id);
  const person = await people.bySessionHash(user.id, sessionHash);
  if (person?.session == null || person.session.userEpoch !== person.user.epoch)
    throw new Refusal('interaction_expired', { reason: 'signed out everywhere meanwhile' });
  return person;
}

/**
 * After the epoch was raised on the person's own wish: this session goes on, every other one and every remembered device
 * is gone (D32).
 * @param raised.proofs what was proven in this session on the way; default nothing
 */
export async function endMyOtherSessions(
  { sessions, rememberedDevices, outbox }: Pick<Stores, 'sessions' | 'rememberedDevices' | 'outbox'>,
  { person: { user }, sessionHash }: Pick<SelfServiceContext, 'person' | 'sessionHash'>,
  { userEpoch, proofs = {} }: { readonly userEpoch: number; readonly proofs?: Proofs },
): Promise<void> {
  await sessions.keep({ sessionHash, userId: user.id, userEpoch, proofs });
  await rememberedDevices.forgetAll(user.id);
  await outbox.logout([user.id]);
}
