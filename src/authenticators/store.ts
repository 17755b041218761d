import type { AuditEvent } from '../audit/event.ts';
import type { FactorKind } from '../policy/facts.ts';
import type { SecurityKey } from './security-key.ts';
import type { TotpParameters } from './totp.ts';

/** A confirmed TOTP factor with its seed, for comparing a code. */
export interface TotpFactor extends TotpParameters {
  readonly id: string;
  readonly lastStep: number;
  readonly disclosedSteps: readonly number[];
}

export interface UnusedRecoveryCode {
  readonly id: string;
  /** Null for a keyed hash; see recovery-codes.ts. */
  readonly salt: Buffer | null;
  readonly hash: Buffer;
}

export type SecondFactorCharge =
  | {
      readonly result: 'charged';
      readonly failures: number;
      readonly totp: readonly TotpFactor[];
      /** Ids of factors whose seed does not open; nobody passes with them. */
      readonly unreadable: readonly string[];
      readonly recoveryCodes: readonly UnusedRecoveryCode[];
    }
  | { readonly result: 'locked'; readonly retryAfterSeconds: number }
  /** The hard stop: only WebAuthn, an admin's reset or the operator's unlock opens it again. */
  | { readonly result: 'stopped' };

interface FactorOfUser {
  readonly id: string;
  readonly userId: string;
  readonly nickname: string;
  readonly confirmedAt: Date;
}

export interface NewTotpFactor extends FactorOfUser, TotpParameters {
  readonly lastStep: number;
}

export type NewSecurityKey = FactorOfUser & SecurityKey;

export type NewFactor =
  | ({ readonly kind: 'totp' } & NewTotpFactor)
  | ({ readonly kind: 'webauthn' } & NewSecurityKey);

/** A time step that a code of an app was right for. */
export interface AcceptedStep {
  readonly factorId: string;
  readonly step: number;
}

/** An answer of a security key that was right, by its counter. */
export interface AcceptedAnswer {
  readonly factorId: string;
  readonly signCount: number;
}

export interface AuthenticatorStore {
  /** Charges one failure on the account in its own committed statement, before anything is compared. */
  chargeSecondFactor(userId: string, now: Date): Promise<SecondFactorCharge>;
  /** Accepts a time step once and only upwards, clears the charge and records the event. False: used already. */
  acceptTotp(accepted: AcceptedStep, event: AuditEvent, now: Date): Promise<boolean>;
  /** Spends a recovery code once, clears the charge and records the event. False: spent already. */
  spendRecoveryCode(codeId: string, event: AuditEvent, now: Date): Promise<boolean>;
  /** Steps that a "your clock is off" answer told of; they are refused when their time comes. */
  discloseSteps(factorId: string, steps: readonly number[]): Promise<void>;
  addTotp(factor: NewTotpFactor): Promise<void>;
  keysOf(userId: string): Promise<readonly SecurityKey[]>;
  /** @throws Refusal `key_not_accepted` when anybody has registered it already */
  addKey(key: NewSecurityKey): Promise<void>;
  /**
   * Accepts an answer of a key, clears the charge and records the event. False: its counter did not go up, so it may be
   * a copy (WebAuthn section 6.1.1); or the key is gone.
   */
  acceptKey(accepted: AcceptedAnswer, event: AuditEvent, now: Date): Promise<boolean>;
  /** Removes the factors, and leaves recovery codes and failures as they are. */
  removeFactors(userId: string): Promise<void>;
  /** Calls a factor of a user something else; nothing happens where they have no such factor. */
  rename(userId: string, factorId: string, nickname: string): Promise<void>;
  /** Removes one factor of a user. False: they have no such factor. */
  remove(userId: string, factorId: string): Promise<boolean>;
  /**
   * Notes that an unused code is at hand and records the event; it stays unused. Takes back the charge of this one try and
   * no other: a code that is not spent must not buy tries for a factor. False: spent or replaced meanwhile.
   * @param code.failures with the charge of this try
   */
  markRecoveryCodeAtHand(
    code: { readonly id: string; readonly failures: number },
    event: AuditEvent,
    now: Date,
  ): Promise<boolean>;
  /** The key under which recovery codes are hashed, 32 bytes; made by whoever asks first, and the same for ever after. */
  recoveryCodeKey(now: Date): Promise<Buffer>;
  /** The new ones are at hand: their owner is shown them at `now`. */
  replaceRecoveryCodes(userId: string, hashes: readonly Buffer[], now: Date): Promise<void>;
  /** Removes every factor and recovery code, and forgets failures. @returns the kinds of the factors */
  removeAll(userId: string): Promise<readonly FactorKind[]>;
  /**
   * After an enrolment: ends all older sessions, clears failures, and the mark that it was due (ruling 35).
   * @returns the new epoch; null when the user's epoch is not `epoch` any more.
   */
  markEnrolled(userId: string, epoch: number): Promise<number | null>;
}
