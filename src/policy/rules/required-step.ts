import type { Decision, Reason, Suppression } from '../decision.ts';

/** What one rule, evaluated alone, wants before it says yes: any step but `continue`. */
export type RequiredStep = Exclude<Decision, { readonly step: 'continue' }>;

/** The answer of one rule. */
export interface Verdict {
  /** Null when the rule says yes. */
  readonly requiredStep: RequiredStep | null;
  /** Whether the rule requires two kinds of proof of this user, satisfied or not (rulings 21, decision 6). */
  readonly requiresMfa: boolean;
  /** Prompts that an organization allowed to be skipped, on which this yes rests. */
  readonly suppressed: readonly Suppression[];
}

const noSuppression: readonly Suppression[] = [];

/** The answer of a rule that does not concern this user, client or request. */
export const notConcerned: Verdict = { requiredStep: null, requiresMfa: false, suppressed: noSuppression };

/** The answer of a rule that requires MFA and has it. */
export const satisfied: Verdict = { requiredStep: null, requiresMfa: true, suppressed: noSuppression };

/** A "no" that requires MFA of the user. */
export function requiring(requiredStep: RequiredStep): Verdict {
  return { requiredStep, requiresMfa: true, suppressed: noSuppression };
}

/** First factor (again), for one reason. */
export function signIn(reason: Reason): RequiredStep {
  return { step: 'sign_in', reasons: [reason] };
}

/** No, for one reason. */
export function deny(reason: Reason): RequiredStep {
  return { step: 'deny', reasons: [reason] };
}
