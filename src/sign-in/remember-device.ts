import { randomBytes } from 'node:crypto';
import type { Suppression } from '../policy/decision.ts';
import type { MembershipFacts } from '../policy/facts.ts';
import { deviceRememberedUntil } from '../policy/rules/remembered-device.ts';
import type { SignIn, SignInDeps } from './context.ts';

/** What the browser is to be given. */
export interface DeviceCookie {
  readonly id: string;
  readonly expiresAt: Date;
}

/**
 * After a complete sign-in: remembers the browser in which a factor was just proven, if an organization of the user
 * lets that spare a later prompt and the person does not mind (else it is forgotten); or, when the sign-in rested on a remembered device, gives that one a new id, so that
 * a copied cookie and its original do not live on side by side.
 * @param input.suppressed the prompts that the last decision let be skipped
 * @returns null when the browser keeps what it has. A failure never undoes the sign-in: the next one asks again.
 */
export async function renewRememberedDevice(
  deps: Pick<SignInDeps, 'db' | 'onSideFailure'>,
  signIn: SignIn,
  input: { readonly memberships: readonly MembershipFacts[]; readonly suppressed: readonly Suppression[] },
): Promise<DeviceCookie | null> {
  try {
    if (signIn.progress.leavesNoTrace === true) return await forget(deps, signIn);
    if (signIn.progress.newFactorProof !== null) return await remember(deps, signIn, input.memberships);
    return input.suppressed.length > 0 ? await renew(deps, signIn) : null;
  } catch (error) {
    deps.onSideFailure(error);
    return null;
  }
}

async function remember(
  { db }: Pick<SignInDeps, 'db'>,
  signIn: SignIn,
  memberships: readonly MembershipFacts[],
): Promise<DeviceCookie | null> {
  const { now } = signIn;
  const { newFactorProof: proof, provenFrom } = signIn.progress;
  if (proof === null || provenFrom === null) return null;
  const until = deviceRememberedUntil(memberships, proof.at, now.getTime());
  if (until === null) return null;
  const [identity, expiresAt] = [newIdentity(signIn), new Date(until)];
  const provenAt = new Date(proof.at);
  const device = { ...signIn.browser, factor: proof.factor, sourcePrefix: provenFrom, provenAt, expiresAt };
  await db.rememberedDevices.remember(identity, device, now);
  return { id: identity.id, expiresAt };
}

async function forget({ db }: Pick<SignInDeps, 'db'>, { progress, deviceId }: SignIn): Promise<null> {
  const { userId, userEpoch } = progress;
  if (userId !== null && deviceId !== null)
    await db.rememberedDevices.forgetCookie({ userId, userEpoch, id: deviceId });
  return null;
}

async function renew({ db }: Pick<SignInDeps, 'db'>, signIn: SignIn): Promise<DeviceCookie | null> {
  const identity = newIdentity(signIn);
  const expiresAt = await db.rememberedDevices.renew(identity);
  return expiresAt === null ? null : { id: identity.id, expiresAt };
}

function newIdentity({ progress, deviceId }: SignIn) {
  const id = randomBytes(32).toString('base64url');
  return { userId: progress.userId ?? '', userEpoch: progress.userEpoch, id, replacedId: deviceId };
}
