import type { RegisteredKey } from '../authenticators/security-key.ts';
import type { FactorKind, Proofs } from '../policy/facts.ts';

/**
 * How far one sign-in (or step-up) has come. It lives beside the provider's interaction, sealed, and is gone with it:
 * until the sign-in is finished there is no session that only knows a password.
 */
export interface SignInProgress {
  /** Set once the password was right, or from the live session at a step-up. */
  readonly userId: string | null;
  /** The user's epoch then; a sign-in of an older epoch is refused when it finishes. */
  readonly userEpoch: number;
  readonly proofs: Proofs;
  /** Epoch milliseconds of the sign-in that the live session began with; null for a fresh sign-in. */
  readonly stepUpOf: number | null;
  /** Where the last second factor was proven, here or in the live session (see sourcePrefix); null for none. */
  readonly provenFrom: string | null;
  /** The factor that was proven in this very sign-in or step-up; null for none, and for a recovery code. */
  readonly newFactorProof: NewFactorProof | null;
  /** The person wants to be asked again in this browser, whatever their organizations allow; default no. */
  readonly leavesNoTrace?: boolean;
  readonly mailbox: MailboxProof | null;
  /** The ticket of an administrator that was given; null for none. Of sign-ins that began earlier it is missing. */
  readonly ticket?: TicketProof | null;
  readonly enrollment: PendingEnrollment | null;
  /** Nothing is offered any more in this sign-in. */
  readonly declinedEnrollment: boolean;
  /** What was declined, here or before in the live session, was the wish of a request; of older sign-ins it is missing. */
  readonly declinedOffer?: boolean;
}

export interface NewFactorProof {
  readonly factor: FactorKind;
  /** Epoch milliseconds; of an enrolment when it was complete, since the factor stands from then on. */
  readonly at: number;
}

export interface TicketProof {
  /** Who issued it; null for the operator. */
  readonly organizationId: string | null;
  /** Epoch milliseconds. */
  readonly provenAt: number;
}

export interface MailboxProof {
  /** Keyed hash of the mailed code, base64; null once it was used or used up. */
  readonly codeHash: string | null;
  readonly sentAt: number;
  readonly tries: number;
  readonly provenAt: number | null;
}

/** A factor that is being set up. Nothing of it counts until the recovery codes were acknowledged. */
export interface PendingEnrollment {
  /** Of an app, base32; made whenever a set-up begins. */
  readonly secret: string;
  /** The time step of the code that confirmed the app; null before, and for a key. */
  readonly confirmedStep: number | null;
  /** The key that was registered instead; null before, and for an app. Of sign-ins that began earlier it is missing. */
  readonly key?: PendingKey | null;
  readonly confirmedAt: number | null;
  readonly recoveryCodes: readonly string[];
}

/** In JSON. */
export interface PendingKey extends Omit<RegisteredKey, 'publicKey'> {
  /** base64. */
  readonly publicKey: string;
}

export const freshSignIn: SignInProgress = {
  userId: null,
  userEpoch: 0,
  proofs: {},
  stepUpOf: null,
  provenFrom: null,
  newFactorProof: null,
  mailbox: null,
  ticket: null,
  enrollment: null,
  declinedEnrollment: false,
  declinedOffer: false,
};
