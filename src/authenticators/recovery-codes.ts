/**
 * Recovery codes: ten one-time secrets on paper (NIST SP 800-63B section 4.2.1.1).
 * Crockford's base32, because people copy them by hand: no I, L, O and U.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { PasswordHasher } from '../accounts/password-hashing.ts';

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

/** The 16 characters of a typed code: any case, with or without dashes and spaces, O for 0, I or L for 1. */
export function normalizeRecoveryCode(input: string): string {
  return input
    .toLowerCase()
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1');
}

/** Whether a typed code is a recovery code rather than one of an app; says nothing about its being right. */
export function looksLikeRecoveryCode(input: string): boolean {
  const code = normalizeRecoveryCode(input);
  return code.length === codeLength && [...code].every((letter) => alphabet.includes(letter));
}

/** 16 random bytes, one salt for a set, so that one hash of a typed code is compared with all ten. */
export function newRecoveryCodeSalt(): Buffer {
  return randomBytes(16);
}

/**
 * The hash of a code under the salt of its set, 32 bytes.
 * Refuses with `server_busy` when the hashing pool is full.
 */
export async function hashRecoveryCode(
  hasher: PasswordHasher,
  code: string,
  salt: Uint8Array,
): Promise<Buffer> {
  return hasher.derive(normalizeRecoveryCode(code), salt);
}

/**
 * The hashes of a set, in its order, one after the other so that a set holds one place in the pool.
 * Refuses with `server_busy` when the hashing pool is full.
 */
export async function hashRecoveryCodes(
  hasher: PasswordHasher,
  codes: readonly string[],
  salt: Uint8Array,
): Promise<Buffer[]> {
  const hashes: Buffer[] = [];
  for (const code of codes) hashes.push(await hashRecoveryCode(hasher, code, salt));
  return hashes;
}

/**
 * The one of a set's unused codes that was typed, else null.
 * Refuses with `server_busy` when the hashing pool is full.
 */
export async function typedRecoveryCode<
  Stored extends { readonly salt: Uint8Array; readonly hash: Uint8Array },
>(hasher: PasswordHasher, typed: string, unused: readonly Stored[]): Promise<Stored | null> {
  const [first] = unused;
  if (first === undefined || !looksLikeRecoveryCode(typed)) return null;
  return findRecoveryCode(await hashRecoveryCode(hasher, typed, first.salt), unused);
}

/** The one of the unused codes that has the hash of a typed one, else null; compares with each of them. */
export function findRecoveryCode<Stored extends { readonly hash: Uint8Array }>(
  hash: Uint8Array,
  unused: readonly Stored[],
): Stored | null {
  const found = unused.filter((each) => each.hash.length === hash.length && timingSafeEqual(each.hash, hash));
  return found[0] ?? null;
}
