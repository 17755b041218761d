import type { Proofs } from '../../policy/facts.ts';

/**
 * What a finished sign-in hands to the authorization endpoint, inside the interaction's result: it is kept on the
 * server, sealed, for one use.
 */
export interface FinishedSignIn {
  readonly proofs: Proofs;
  readonly userEpoch: number;
  /** Epoch milliseconds of the sign-in; at a step-up that of the live session. */
  readonly openedAt: number;
  /** Of one that finished under an older version it is missing. */
  readonly declinedOffer?: boolean;
  /** Where its last second factor was proven, not where the browser is when it comes back (see sourcePrefix). */
  readonly sourcePrefix: string;
}

/** Key in the interaction's result. */
export const finishedSignInKey = 'countersign';

/** Null when this request does not end an interaction of ours. */
export function finishedSignInOf(result: unknown): FinishedSignIn | null {
  if (typeof result !== 'object' || result === null || !(finishedSignInKey in result)) return null;
  return result[finishedSignInKey] as FinishedSignIn;
}
