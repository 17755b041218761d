import type { FactorKind } from '../policy/facts.ts';

export type TotpAlgorithm = 'SHA1' | 'SHA256' | 'SHA512';

/**
 * A confirmed factor of a user. One that is still being set up lives in the sign-in that sets it up, not here. What only
 * an app or only a key has is null for the other.
 */
export interface Authenticator {
  readonly id: string;
  readonly userId: string;
  readonly kind: FactorKind;
  readonly nickname: string;
  /** The seed of an app, sealed under the place `authenticators.secret:<id>`. */
  readonly secret: Buffer | null;
  readonly algorithm: TotpAlgorithm | null;
  readonly digits: number | null;
  readonly periodSeconds: number | null;
  /** The highest time step accepted so far (RFC 6238 section 5.2); steps only move upwards. A bigint column. */
  readonly lastStep: string | null;
  /** Steps that a "your clock is off" answer told of; they are refused when their time comes. */
  readonly disclosedSteps: readonly number[] | null;
  /** Of a key, as are the next ones: the credential record of WebAuthn section 4. */
  readonly credentialId: Buffer | null;
  /** COSE (RFC 9052 section 7). */
  readonly publicKey: Buffer | null;
  /** The highest signature counter so far; 0 for a key that does not count. A bigint column. */
  readonly signCount: string | null;
  /** How browsers can reach it, e.g. `usb`, `internal`. */
  readonly transports: readonly string[] | null;
  /** It cannot leave its device; false for one that is synced between devices. */
  readonly hardwareBound: boolean | null;
  readonly confirmedAt: Date;
  readonly lastUsedAt: Date | null;
}

/** One recovery code of a user's current set. */
export interface RecoveryCode {
  readonly id: string;
  readonly userId: string;
  /** Of an argon2id hash from before codes were hashed under a key, one for a set; null for those since. */
  readonly salt: Buffer | null;
  readonly hash: Buffer;
  readonly usedAt: Date | null;
  /** When its owner last had it at hand unused: told with its set, or checked; null for sets of which nobody knows. */
  readonly atHandAt: Date | null;
}
