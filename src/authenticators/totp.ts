/**
 * Time-based codes (RFC 6238).
 *
 * A guess among the 5,760 codes of two days is right once in 174 tries, and an answer "your clock is 2 hours
 * ahead" would tell the guesser which code to bring in 2 hours. So the steps of such an answer are *disclosed*:
 * the caller stores them before answering, and they are refused when their time comes.
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { generateSecret, generateSync, type HashAlgorithm, ScureBase32Plugin } from 'otplib';
import type { Instant } from '../policy/facts.ts';
import type { TotpAlgorithm } from './authenticator.ts';
import { foldTypedCode } from './typed-code.ts';

export interface TotpParameters {
  /** Base32 without padding, upper case (see `normalizeTotpSecret`). */
  readonly secret: string;
  /** Seconds a code lives; default of the product 30. */
  readonly period: number;
  /** 6, 7 or 8; with any other number no code is right. */
  readonly digits: number;
  readonly algorithm: TotpAlgorithm;
}

export interface TotpAuthenticator extends TotpParameters {
  /**
   * Steps that earlier `drifted` answers disclosed. Without it an answer never tells of a clock that is ahead.
   */
  readonly disclosedSteps?: readonly number[];
  /** The highest step accepted so far, null for none; only higher ones are accepted, whatever the clock does. */
  readonly lastStep: number | null;
}

export type TotpMatch =
  /** Store `step` as the last one where it is still lower, or refuse. */
  | { readonly result: 'accepted'; readonly step: number }
  /** A code of this authenticator that is used up, or older than one that was used. */
  | { readonly result: 'replayed' }
  /** Right for a clock that is off; positive: the device is ahead. Add `disclosed` to the stored ones first. */
  | { readonly result: 'drifted'; readonly driftSeconds: number; readonly disclosed: readonly number[] }
  | { readonly result: 'wrong' };

/** The hash functions of RFC 6238 under the names of otplib; apps know SHA1 best. */
export const libraryAlgorithms = {
  SHA1: 'sha1',
  SHA256: 'sha256',
  SHA512: 'sha512',
} as const satisfies Record<TotpAlgorithm, HashAlgorithm>;

/** What new authenticators get (product decision 1). */
export const defaultTotp = { period: 30, digits: 6, algorithm: 'SHA1' } as const;

/** Steps before and after the present one that count. @see RFC 6238 section 5.2 */
const window = 1;

const driftSearchSeconds = 24 * 60 * 60;

/** Bounds the work when periods are shorter than 30 s: about 15 ms in all. */
const driftSearchSteps = 2880;

const base32 = new ScureBase32Plugin();

/** Shortest secret in bytes. @see RFC 4226 section 4, R6 */
const leastSecretBytes = 16;
const mostSecretBytes = 64;

/** 20 random bytes in base32. @see RFC 4226 section 4, R6 */
export function newTotpSecret(): string {
  return generateSecret({ length: 20 });
}

/** A secret as people and exports write it (any case, spaces, padding); null if unusable: 16-64 bytes. */
export function normalizeTotpSecret(text: string): string | null {
  const secret = text.replaceAll(/[\s=-]/g, '').toUpperCase();
  const bytes = decodedLength(secret);
  return bytes >= leastSecretBytes && bytes <= mostSecretBytes ? secret : null;
}

/** 0 for what is not base32; the library throws then, also for a length that no bytes give. */
function decodedLength(secret: string): number {
  try {
    return base32.decode(secret).length;
  } catch {
    return 0;
  }
}

/** The time step of an instant. @see RFC 6238 section 4.2 */
export function totpStep(now: Instant, period: number): number {
  return Math.floor(now / 1000 / period);
}

/** Whether codes can have this length. @see RFC 4226 section 5.3 */
export function isSupportedDigits(digits: number): digits is 6 | 7 | 8 {
  return digits === 6 || digits === 7 || digits === 8;
}

/** The code an app shows at an instant; a plain error for an unsupported number of digits. */
export function totpCode(parameters: TotpParameters, now: Instant): string {
  return codeGenerator(parameters)(totpStep(now, parameters.period));
}

/** Compares a typed code, however it was typed (`foldTypedCode`). */
export function matchTotp(authenticator: TotpAuthenticator, code: string, now: Instant): TotpMatch {
  const typed = foldTypedCode(code);
  if (!isSupportedDigits(authenticator.digits)) return { result: 'wrong' };
  if (!/^\d+$/.test(typed) || typed.length !== authenticator.digits) return { result: 'wrong' };
  const present = totpStep(now, authenticator.period);
  const search = { authenticator, typed, present };
  return matchWindow(search) ?? matchDrift(search);
}

/** The stored disclosed steps that can still come; drop the others when storing. */
export function pruneDisclosedSteps(steps: readonly number[], period: number, now: Instant): number[] {
  return steps.filter((step) => step >= totpStep(now, period) - window);
}

interface Search {
  readonly authenticator: TotpAuthenticator;
  readonly typed: string;
  readonly present: number;
}

function matchWindow({ authenticator, typed, present }: Search): TotpMatch | null {
  const found = stepsBetween(present - window, present + window).filter(codeMatcher(authenticator, typed));
  const disclosed = authenticator.disclosedSteps ?? [];
  // The highest, in case two steps have the same code: else it would be good for a second time.
  const step = found
    .filter((each) => each > (authenticator.lastStep ?? -1) && !disclosed.includes(each))
    .at(-1);
  if (step !== undefined) return { result: 'accepted', step };
  return found.length > 0 ? { result: 'replayed' } : null;
}

function matchDrift({ authenticator, typed, present }: Search): TotpMatch {
  const { period, disclosedSteps, lastStep } = authenticator;
  const matches = quickCodeMatcher(authenticator, typed);
  const reach = Math.min(driftSearchSteps, Math.floor(driftSearchSeconds / period));
  const behind = stepsBetween(present - reach, present - window - 1).filter(matches);
  const ahead = stepsBetween(present + window + 1, present + reach).filter(matches);
  const told = disclosedSteps === undefined ? behind : [...behind, ...ahead];
  const [step] = told.toSorted((first, second) => Math.abs(first - present) - Math.abs(second - present));
  if (step === undefined) return { result: 'wrong' };
  if (step === lastStep) return { result: 'replayed' };
  return { result: 'drifted', driftSeconds: (step - present) * period, disclosed: ahead };
}

function stepsBetween(first: number, last: number): number[] {
  const start = Math.max(0, first);
  return Array.from({ length: Math.max(0, last - start + 1) }, (_, index) => start + index);
}

/** For the three codes of the window: the library's, compared in constant time. */
function codeMatcher(parameters: TotpParameters, typed: string): (step: number) => boolean {
  const codeOf = codeGenerator(parameters);
  const expected = Buffer.from(typed);
  return (step) => timingSafeEqual(Buffer.from(codeOf(step)), expected);
}

function codeGenerator({ secret, period, digits, algorithm }: TotpParameters): (step: number) => string {
  if (!isSupportedDigits(digits)) throw new RangeError(`codes have 6 to 8 digits, not ${digits}`);
  const options = { secret: base32.decode(secret), period, digits, algorithm: libraryAlgorithms[algorithm] };
  return (step) => generateSync({ ...options, epoch: step * period });
}

/**
 * For the codes of two days: the library takes 30 to 80 ms for them, an imported key of Node 15.
 * Compares numbers, and the caller looks at every step, so the time tells nothing about the secret.
 * @see RFC 4226 section 5.3
 */
function quickCodeMatcher(
  { secret, digits, algorithm }: TotpParameters,
  typed: string,
): (step: number) => boolean {
  const key = createSecretKey(base32.decode(secret));
  const [modulus, expected, counter] = [10 ** digits, Number(typed), Buffer.alloc(8)];
  return (step) => {
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac(libraryAlgorithms[algorithm], key).update(counter).digest();
    const offset = mac.readUInt8(mac.length - 1) & 15;
    return (mac.readUInt32BE(offset) & 0x7fffffff) % modulus === expected;
  };
}
