import { createHmac, randomBytes } from 'node:crypto';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { bytesOf, isPlain, readAssertion, readRegistration, refuse, refused } from './key-answer.ts';

/**
 * Security keys and passkeys (WebAuthn Level 3), as a second factor: the account is known by then, so a key is asked for
 * by its id, and whether it checks a PIN or a finger is noted, not demanded. The library checks challenge, origin, RP id,
 * presence, counter and signature.
 */

/** Where a key works: the RP id is the host of the issuer, and no other page's answers count. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
  /** Shown by browsers. */
  readonly name: string;
}

/** What is kept of a key: the credential record of WebAuthn section 4. */
export interface SecurityKey {
  /** Of the factor. */
  readonly id: string;
  /** base64url. */
  readonly credentialId: string;
  readonly publicKey: Buffer;
  readonly signCount: number;
  readonly transports: readonly string[];
  readonly hardwareBound: boolean;
}

/** A key as it was just registered. */
export type RegisteredKey = Omit<SecurityKey, 'id'> & { readonly userVerified: boolean };

/** A right answer of a key. */
export interface Assertion {
  readonly key: SecurityKey;
  readonly signCount: number;
  readonly userVerified: boolean;
}

/** How long a challenge may be answered, in seconds. */
export const challengeSeconds = 5 * 60;

export function relyingPartyOf(issuer: URL, name: string): RelyingParty {
  return { id: issuer.hostname, origin: issuer.origin, name };
}

/** 256 random bits, base64url. */
export function newKeyChallenge(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The challenge of one state of a sign-in: stored nowhere, so that a page that shows it changes nothing, and gone with
 * that state. base64url.
 * @param state.version the state's number, which every step of the sign-in raises
 * @param state.askedAt epoch milliseconds; whoever checks an answer compares it with the time
 */
export function keyChallengeOf(
  key: Buffer,
  { uid, version, askedAt }: { readonly uid: string; readonly version: number; readonly askedAt: number },
): string {
  return createHmac('sha256', key).update(`${uid} ${version} ${askedAt}`).digest('base64url');
}

/** The user handle of an account (WebAuthn section 5.4.3), base64url: its id, which tells nothing about the person. */
export function userHandleOf(userId: string): string {
  return Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url');
}

/** The options of `navigator.credentials.get`, in JSON (WebAuthn section 5.1.8). */
export function assertionOptions(party: RelyingParty, keys: readonly SecurityKey[], challenge: string) {
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: bytesOf(challenge),
    allowCredentials: keys.map(named),
    timeout: challengeSeconds * 1000,
    userVerification: 'preferred',
  });
}

/**
 * Checks the answer of one of `keys`, those of a user, to a challenge.
 * @param answer JSON, as `PublicKeyCredential.toJSON()` makes it
 * @throws Refusal `key_not_accepted`
 */
export async function checkAssertion(
  party: RelyingParty,
  keys: readonly SecurityKey[],
  {
    challenge,
    userId,
    answer,
  }: { readonly challenge: string; readonly userId: string; readonly answer: unknown },
): Promise<Assertion> {
  const response = readAssertion(answer);
  const key = keys.find(({ credentialId }) => credentialId === response.id);
  const { userHandle, ...signed } = response.response;
  if (key === undefined || (userHandle != null && userHandle !== userHandleOf(userId)))
    throw refused('not_of_this_account');
  const checked = await verifyAuthenticationResponse({
    response: { ...response, response: signed },
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: false,
    credential: {
      id: key.credentialId,
      publicKey: Uint8Array.from(key.publicKey),
      counter: key.signCount,
    },
  }).catch(refuse);
  if (!checked.verified) throw refused('not_verified');
  const { newCounter, userVerified } = checked.authenticationInfo;
  return { key, signCount: newCounter, userVerified };
}

/**
 * The options of `navigator.credentials.create`, in JSON (WebAuthn section 5.1.9). No attestation: whose make a key is
 * decides nothing here.
 * @param asked.known the keys that the user has already
 */
export function registrationOptions(
  party: RelyingParty,
  user: { readonly id: string; readonly email: string; readonly name: string | null },
  { known, challenge }: { readonly known: readonly SecurityKey[]; readonly challenge: string },
) {
  return generateRegistrationOptions({
    rpID: party.id,
    rpName: party.name,
    userID: bytesOf(userHandleOf(user.id)),
    userName: user.email,
    userDisplayName: user.name ?? user.email,
    challenge: bytesOf(challenge),
    timeout: challengeSeconds * 1000,
    attestationType: 'none',
    excludeCredentials: known.map(named),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    supportedAlgorithmIDs: algorithms,
  });
}

/** @throws Refusal `key_not_accepted` */
export async function checkRegistration(
  party: RelyingParty,
  { challenge, answer }: { readonly challenge: string; readonly answer: unknown },
): Promise<RegisteredKey> {
  const response = readRegistration(answer);
  if (!isPlain(response)) throw refused('not_plain');
  const checked = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: false,
    supportedAlgorithmIDs: algorithms,
  }).catch(refuse);
  if (!checked.verified) throw refused('not_verified');
  const { credential, credentialDeviceType, userVerified } = checked.registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    signCount: credential.counter,
    transports: response.response.transports,
    hardwareBound: credentialDeviceType === 'singleDevice',
    userVerified,
  };
}

/** EdDSA, ES256 and RS256 (COSE, RFC 9053), best first. */
const algorithms = [-8, -7, -257];

function named({ credentialId, transports }: SecurityKey) {
  return { id: credentialId, transports: [...transports] };
}
