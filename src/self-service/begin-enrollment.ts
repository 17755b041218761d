import { enrollmentUri } from '../authenticators/enrollment-uri.ts';
import { challengeSeconds, newKeyChallenge, registrationOptions } from '../authenticators/security-key.ts';
import { newTotpSecret } from '../authenticators/totp.ts';
import { appParameters } from '../enrollment/app.ts';
import { mailCode } from '../enrollment/mailed-code.ts';
import type { Person } from '../people/person.ts';
import { membershipFacts, userFacts } from '../people/person-facts.ts';
import type { Plans } from '../plans/plans.ts';
import { proofBeforeEnrollment } from '../policy/rules/enrollment-proof.ts';
import type { SignInDeps } from '../sign-in/context.ts';
import { defaultKeyNickname, defaultNickname } from '../sign-in/enroll.ts';
import { lockMyself, requireOwnMfa, type SelfServiceContext } from './context.ts';
import {
  findPending,
  newPendingId,
  type PendingDetail,
  setUpOf,
  storePending,
} from './pending-enrollment.ts';

/** What has to be shown before a factor is set up (ruling 3). */
export type ProofBeforeEnrollment = ReturnType<typeof proofBeforeEnrollment>;

/** A set-up that has begun. */
interface Begun {
  readonly id: string;
  readonly proof: ProofBeforeEnrollment;
  readonly expiresAt: Date;
}

/** The secret is shown once (L9). */
export interface BegunApp extends Begun {
  /** Base32. */
  readonly secret: string;
  readonly otpauthUri: string;
}

export interface BegunKey extends Begun {
  /** For `navigator.credentials.create`, in JSON. */
  readonly options: Awaited<ReturnType<typeof registrationOptions>>;
}

/**
 * Begins to set up TOTP; nothing of it counts yet. Where the mailbox is the proof, a code is mailed; the proof itself is
 * asked for when the set-up is confirmed.
 * @param nickname as the person calls it; null for the default
 * @throws Refusal `mfa_required` for who has a factor and has not proven it in the last five minutes,
 *   `too_many_attempts` and `mail_not_sent` about the mailed code, `interaction_expired`
 */
export async function beginEnrollment(
  deps: SignInDeps,
  myself: SelfServiceContext,
  nickname: string | null,
): Promise<BegunApp> {
  const secret = newTotpSecret();
  const begun = await begin(deps, myself, { secret, key: null, nickname });
  const label = { issuer: deps.totp.issuerName, account: myself.person.user.email };
  return { ...begun, secret, otpauthUri: enrollmentUri(label, appParameters(deps, secret)) };
}

/** The same for a security key or passkey (D31). */
export async function beginKeyEnrollment(
  deps: SignInDeps,
  myself: SelfServiceContext,
  nickname: string | null,
): Promise<BegunKey> {
  const { now } = myself;
  const challenge = newKeyChallenge();
  const key = { challenge, sessionHash: myself.sessionHash.toString('base64'), askedAt: now.getTime() };
  const { user } = myself.person;
  const begun = await begin(deps, myself, { secret: null, key, nickname });
  const known = await deps.db.authenticators.keysOf(user.id);
  // The answer counts for less long than the set-up.
  const expiresAt = new Date(now.getTime() + challengeSeconds * 1000);
  return {
    ...begun,
    expiresAt,
    options: await registrationOptions(deps.relyingParty, user, { known, challenge }),
  };
}

/** What is set up. */
interface Beginning extends Pick<PendingDetail, 'secret' | 'key'> {
  readonly nickname: string | null;
}

async function begin(
  deps: SignInDeps,
  myself: SelfServiceContext,
  { nickname, ...what }: Beginning,
): Promise<Begun> {
  const { now } = myself;
  const proof = proofNeeded(deps.plans, myself.person, now);
  if (proof === 'factor') requireOwnMfa(myself);
  const id = newPendingId();
  const mailbox = proof === 'mailbox' ? await mailCode(deps, setUpOf(myself, id)) : null;
  const detail = {
    ...what,
    nickname: nickname ?? (what.secret === null ? defaultKeyNickname : defaultNickname),
    mailbox,
  };
  const expiresAt = await deps.db.transaction(async (stores) => {
    // The person before their links, as in every transaction that has to do with both.
    await lockMyself(stores, myself);
    return storePending(stores, myself, { id, ...detail });
  });
  return { id, proof, expiresAt };
}

/** The strictest of what all of a person's organizations ask before a new factor. */
export function proofNeeded(plans: Plans, person: Person, now: Date): ProofBeforeEnrollment {
  const memberships = person.memberships.map((each) => membershipFacts(each, plans, now));
  return proofBeforeEnrollment(userFacts(person), memberships, now.getTime());
}

/** What is being set up, as a page shows it that is read once more: after a wrong code, or in another language. */
export type PendingSetUp =
  | ({ readonly kind: 'totp' } & Pick<BegunApp, 'proof' | 'secret' | 'otpauthUri'>)
  | ({ readonly kind: 'webauthn' } & Pick<BegunKey, 'proof' | 'options'>);

/** For whoever began it, until it is confirmed. @throws Refusal `enrollment_expired` */
export async function pendingSetUp(
  deps: Pick<SignInDeps, 'db' | 'plans' | 'totp' | 'relyingParty'>,
  myself: SelfServiceContext,
  id: string,
): Promise<PendingSetUp> {
  const { secret, key } = await findPending(deps.db, myself, id);
  const { user } = myself.person;
  const proof = proofNeeded(deps.plans, myself.person, myself.now);
  if (secret !== null) {
    const label = { issuer: deps.totp.issuerName, account: user.email };
    return { kind: 'totp', proof, secret, otpauthUri: enrollmentUri(label, appParameters(deps, secret)) };
  }
  const known = await deps.db.authenticators.keysOf(user.id);
  const challenge = key?.challenge ?? '';
  return {
    kind: 'webauthn',
    proof,
    options: await registrationOptions(deps.relyingParty, user, { known, challenge }),
  };
}
