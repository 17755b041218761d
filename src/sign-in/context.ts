import type { Actor } from '../audit/event.ts';
import type { Browser } from '../authenticators/browser.ts';
import type { ServedClient } from '../environments/store.ts';
import { sourcePrefix } from '../limits/password-throttle.ts';
import type { Recipient } from '../notices/notices.ts';
import type { Operations } from '../operations/operations.ts';
import type { Person, SessionRecord } from '../people/person.ts';
import { timeZoneOf } from '../people/time-zone.ts';
import { watchedBy } from '../people/watched-by.ts';
import { livingProofs } from '../policy/factors/living-proofs.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { SignInProgress } from './progress.ts';

/** What the steps of a sign-in work with. */
export type SignInDeps = Pick<
  Operations,
  | 'db'
  | 'hasher'
  | 'productName'
  | 'notifier'
  | 'plans'
  | 'mailboxKey'
  | 'totp'
  | 'keyChallengeKey'
  | 'recoveryCodeKey'
  | 'relyingParty'
  | 'onSideFailure'
>;

/** One sign-in under way, as a step finds it. */
export interface SignIn {
  /** The provider's interaction. */
  readonly uid: string;
  readonly version: number;
  readonly progress: SignInProgress;
  readonly person: Person | null;
  /** The application; null for one that is gone, and where somebody enrols in a session. */
  readonly client: ServedClient | null;
  /** The provider's live session that a step-up continues; null for a fresh sign-in. */
  readonly steppedUpSession: string | null;
  /** Where the browser is, from the connection or a trusted proxy. */
  readonly sourceAddress: string;
  /** Which it is. */
  readonly browser: Browser;
  /** Id in this browser's cookie of a remembered device; null for none. */
  readonly deviceId: string | null;
  /** For mails. */
  readonly language: string;
  /** The instant of the request. */
  readonly now: Date;
}

/** Whose sign-in it is. @throws Refusal `interaction_expired` while nobody has proven to know a password, or they are gone. */
export function provenPerson({ person }: Pick<SignIn, 'person'>): Person {
  if (person === null) throw new Refusal('interaction_expired', { reason: 'no password was proven' });
  return person;
}

/** Where notices about this sign-in go. @throws Refusal `interaction_expired` */
export function recipientOf(signIn: Pick<SignIn, 'person' | 'language'>): Recipient {
  const person = provenPerson(signIn);
  return { email: person.user.email, language: signIn.language, timeZone: timeZoneOf(person) };
}

export function actorOf(signIn: SignIn): Actor {
  const { userId } = signIn.progress;
  const { sourceAddress } = signIn;
  return userId === null ? { kind: 'anonymous', sourceAddress } : { kind: 'user', id: userId, sourceAddress };
}

/** What every event about the person of a sign-in says: who did it, whom it happened to, and in whose logs it stands. */
export function aboutPerson({ plans }: Pick<SignInDeps, 'plans'>, signIn: SignIn) {
  const { userId } = signIn.progress;
  const organizations = watchedBy(signIn.person, signIn.client, { plans, now: signIn.now });
  return { actor: actorOf(signIn), ...(userId === null ? {} : { userId }), organizations };
}

/** The sign-in without what was proven by something that the person has no longer (ruling 24). */
export function withLivingProofs(signIn: SignIn): SignIn {
  const { person, progress } = signIn;
  if (person === null) return signIn;
  return { ...signIn, progress: { ...progress, proofs: livingProofs(progress.proofs, person) } };
}

/**
 * The session that this sign-in would open if it finished now. A step-up keeps the address of the live session until a
 * factor is proven in it: else merely coming from somewhere else would make that place a known one.
 */
export function draftSession(signIn: SignIn): SessionRecord {
  const { progress, sourceAddress, now } = signIn;
  return {
    userEpoch: progress.userEpoch,
    proofs: progress.proofs,
    sourcePrefix: progress.provenFrom ?? sourcePrefix(sourceAddress),
    suppressed: {},
    openedAt: progress.stepUpOf === null ? now : new Date(progress.stepUpOf),
    lastSeenAt: now,
    declinedOffer: progress.declinedOffer ?? false,
  };
}
