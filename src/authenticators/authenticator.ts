import type { FactorKind } from '../policy/facts.ts';

export type TotpAlgorithm = 'SHA1' | 'SHA256' | 'SHA512';

/** A confirmed factor of a user. One that is still being set up lives in the sign-in that sets it up, not here. */
export interface Authenticator {
  readonly id: string;
  readonly userId: string;
  readonly kind: FactorKind;
  readonly nickname: string;
  /** The seed, sealed under the place `authenticators.secret:<id>`. */
  readonly secret: Buffer;
  readonly algorithm: TotpAlgorithm;
  readonly digits: number;
  readonly periodSeconds: number;
  /** The highest time step accepted so far (RFC 6238 section 5.2); steps only move upwards. A bigint column. */
  readonly lastStep: string;
  /** Steps that a "your clock is off" answer told of; they are refused when their time comes. */
  readonly disclosedSteps: readonly number[];
  readonly confirmedAt: Date;
  readonly lastUsedAt: Date | null;
}

/** One recovery code of a user's current set; the salt is the set's. */
export interface RecoveryCode {
  readonly id: string;
  readonly userId: string;
  readonly salt: Buffer;
  readonly hash: Buffer;
  readonly usedAt: Date | null;
  /** When its owner last had it at hand unused: told with its set, or checked; null for sets of which nobody knows. */
  readonly atHandAt: Date | null;
}
