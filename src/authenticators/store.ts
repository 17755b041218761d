import type { AuditEvent } from '../audit/event.ts';
import type { FactorKind } from '../policy/facts.ts';
import type { TotpParameters } from './totp.ts';

/** A confirmed TOTP factor with its seed, for comparing a code. */
export interface TotpFactor extends TotpParameters {
  readonly id: string;
  readonly lastStep: number;
  readonly disclosedSteps: readonly number[];
}

export interface UnusedRecoveryCode {
  readonly id: string;
  readonly salt: Buffer;
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

export interface NewTotpFactor extends TotpParameters {
  readonly id: string;
  readonly lastStep: number;
  readonly userId: string;
  readonly nickname: string;
  readonly confirmedAt: Date;
}

export interface AuthenticatorStore {
  /** Charges one failure on the account in its own committed statement, before anything is compared. */
  chargeSecondFactor(userId: string, now: Date): Promise<SecondFactorCharge>;
  /** Accepts a time step once and only upwards, clears the charge and records the event. False: used already. */
  acceptTotp(factorId: string, step: number, event: AuditEvent, now: Date): Promise<boolean>;
  /** Spends a recovery code once, clears the charge and records the event. False: spent already. */
  spendRecoveryCode(codeId: string, event: AuditEvent, now: Date): Promise<boolean>;
  /** Steps that a "your clock is off" answer told of; they are refused when their time comes. */
  discloseSteps(factorId: string, steps: readonly number[]): Promise<void>;
  addTotp(factor: NewTotpFactor): Promise<void>;
  removeTotp(userId: string): Promise<void>;
  /** Removes one factor of a user. False: he has no such factor. */
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
  /** The new ones are at hand: their owner is told them at `now`. */
  replaceRecoveryCodes(userId: string, salt: Buffer, hashes: readonly Buffer[], now: Date): Promise<void>;
  /** Removes every factor and recovery code, and forgets failures. @returns the kinds of the factors */
  removeAll(userId: string): Promise<readonly FactorKind[]>;
  /**
   * After an enrolment: ends all older sessions, clears failures.
   * @returns the new epoch; null when the user's epoch is not `epoch` any more.
   */
  markEnrolled(userId: string, epoch: number): Promise<number | null>;
}
