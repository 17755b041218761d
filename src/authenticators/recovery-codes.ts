/**
 * Recovery codes: ten one-time secrets on paper (NIST SP 800-63B section 4.2.1.1).
 * Crockford's base32, because people copy them by hand: no I, L, O and U.
 */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Operations } from '../operations/operations.ts';
import { foldTypedCode } from './typed-code.ts';

/** Codes in one set. */
export const recoveryCodeCount = 10;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** 16 characters of 5 bits are 80 bits. */
const codeLength = 16;

/** Ten new codes as shown to the user: `abcd-efgh-jkmn-pqrs`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, newRecoveryCode);
}

/** One code: 80 random bits that people can copy by hand. */
export function newRecoveryCode(): string {
  // 32 divides 256, so the lower five bits of a random byte are evenly spread.
  const letters = Array.from(randomBytes(codeLength), (byte) => alphabet.charAt(byte & 31)).join('');
  return letters.replaceAll(/.{4}(?=.)/g, '$&-');
}

/** The 16 characters of a typed code: any case, however it was typed (`foldTypedCode`), O for 0, I or L for 1. */
export function normalizeRecoveryCode(input: string): string {
  return foldTypedCode(input).toLowerCase().replaceAll('o', '0').replaceAll(/[il]/g, '1');
}

/** Whether a typed code is a recovery code rather than one of an app; says nothing about its being right. */
export function looksLikeRecoveryCode(input: string): boolean {
  const code = normalizeRecoveryCode(input);
  return code.length === codeLength && [...code].every((letter) => alphabet.includes(letter));
}

/**
 * The hash that is stored of a code of this person: HMAC-SHA-256 (RFC 2104), 32 bytes. Why no slow hash: docs/security.md.
 * @param key 32 bytes, see AuthenticatorStore.recoveryCodeKey
 */
export function hashRecoveryCode(key: Buffer, userId: string, code: string): Buffer {
  return createHmac('sha256', key)
    .update(`${userId} ${normalizeRecoveryCode(code)}`)
    .digest();
}

/** A stored code; `salt` is that of its set where it was hashed with argon2id, null where under the key. */
interface StoredCode {
  readonly salt: Uint8Array | null;
  readonly hash: Uint8Array;
}

/**
 * The one of a person's unused codes that was typed, else null. How often that may be tried is the caller's to limit.
 * Refuses with `server_busy` when a set from before has to be compared and the hashing pool is full.
 */
export async function typedRecoveryCode<Stored extends StoredCode>(
  deps: Pick<Operations, 'recoveryCodeKey' | 'hasher'>,
  typed: string,
  { userId, unused }: { readonly userId: string; readonly unused: readonly Stored[] },
): Promise<Stored | null> {
  const [first] = unused;
  if (first === undefined || !looksLikeRecoveryCode(typed)) return null;
  const hash =
    first.salt === null
      ? hashRecoveryCode(deps.recoveryCodeKey, userId, typed)
      : await deps.hasher.derive(normalizeRecoveryCode(typed), first.salt);
  return findRecoveryCode(hash, unused);
}

/** The one of the unused codes that has the hash of a typed one, else null; takes as long whichever it is. */
export function findRecoveryCode<Stored extends { readonly hash: Uint8Array }>(
  hash: Uint8Array,
  unused: readonly Stored[],
): Stored | null {
  const found = unused.filter((each) => each.hash.length === hash.length && timingSafeEqual(each.hash, hash));
  return found[0] ?? null;
}
