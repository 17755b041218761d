import { ownClientId } from '../environments/own-client.ts';
import { limitKey } from '../limits/limit.ts';
import { networkOf } from '../limits/network.ts';
import { mailDeniable } from '../links/not-me-link.ts';
import type { ProvenKind } from '../notices/notices.ts';
import type { Proofs } from '../policy/facts.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db, Stores } from '../stores.ts';
import { actorOf, provenPerson, recipientOf, type SignIn } from './context.ts';
import type { SignInEnd } from './store.ts';

/** A person is told of one sign-in from somewhere new in this time, in seconds: a thief who goes on is no further news. */
export const noticeEverySeconds = 60 * 60;

/** How a sign-in ends, and whether this browser has the person's cookie of a known device. */
export interface FinishedSignIn extends SignInEnd {
  readonly isKnownDevice: boolean;
}

/**
 * Finishes a sign-in. In a browser that is new for the person they are told of it, in the transaction that finishes it,
 * unless they have been seen in its network lately. A known browser costs one statement, as ever, and so does the very first
 * sign-in of an account: there is nothing that it could be new beside. A step-up goes on in a session that is there.
 * @throws Refusal `interaction_expired` when another request was faster
 */
export async function finishSignIn(db: Db, signIn: SignIn, finished: FinishedSignIn): Promise<void> {
  const { isKnownDevice, ...end } = finished;
  const isUsual = isKnownDevice || isVeryFirst(signIn) || signIn.progress.stepUpOf !== null;
  if (isUsual) return finish(db, signIn, end);
  await db.transaction(async (stores) => {
    // The log comes last, and the event of the sign-in is written with its end.
    if (await isNews(stores, signIn)) await tell(stores, signIn);
    await finish(stores, signIn, end);
  });
}

async function finish({ signIns }: Pick<Stores, 'signIns'>, signIn: SignIn, end: SignInEnd): Promise<void> {
  if (await signIns.finish(signIn, end)) return;
  throw new Refusal('interaction_expired', { reason: 'another request finished this sign-in' });
}

/** Each sign-in notes its language, so that nobody who has none has ever signed in. */
function isVeryFirst(signIn: SignIn): boolean {
  return provenPerson(signIn).user.language === null;
}

async function isNews({ accounts, sessions, limits }: Stores, signIn: SignIn): Promise<boolean> {
  const { id: userId } = provenPerson(signIn).user;
  await accounts.lock(userId);
  const network = networkOf(signIn.sourceAddress);
  const known = await sessions.sourcesOf(userId);
  if (network !== null && known.some((each) => networkOf(each) === network)) return false;
  const key = limitKey('notices of sign-ins', userId);
  return (await limits.consume(key, noticeEverySeconds, signIn.now)).result === 'charged';
}

async function tell(stores: Stores, signIn: SignIn): Promise<void> {
  const notice = {
    kind: 'new-sign-in',
    application: applicationOf(signIn),
    device: signIn.browser,
    proven: provenBy(signIn.progress.proofs),
  } as const;
  const { id: userId } = provenPerson(signIn).user;
  await mailDeniable(stores, { userId, to: recipientOf(signIn), notice, by: actorOf(signIn) }, signIn.now);
}

function applicationOf({ client }: SignIn): string | null {
  if (client === null || client.client.clientId === ownClientId) return null;
  const { client_name: name } = client.client.metadata;
  return typeof name === 'string' ? name : client.client.clientId;
}

/** In the order in which people are asked. */
export function provenBy({ passwordAt, totpAt, webauthn, recoveryCodeAt }: Proofs): readonly ProvenKind[] {
  const proven: readonly (readonly [kind: ProvenKind, proof: unknown])[] = [
    ['password', passwordAt],
    ['totp', totpAt],
    ['webauthn', webauthn],
    ['recovery_code', recoveryCodeAt],
  ];
  return proven.flatMap(([kind, proof]) => (proof === undefined ? [] : [kind]));
}
