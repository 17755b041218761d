import { levelOf, mfaAt } from './factors/amr.ts';
import type { Facts, Instant } from './facts.ts';
import { judgePerson, type PersonJudgement } from './person-judgement.ts';

/** Who comes to the pages of the operator, and what for. */
export interface OperatorVisit {
  readonly facts: Facts;
  /** As it is stored at this moment. */
  readonly isOperator: boolean;
  /** How old the second factor may be: for every change a few minutes; null to look. */
  readonly mfaMaxAgeSeconds: number | null;
}

/** `not_operator`: signed in, and told no more than that there is nothing here. */
export type OperatorJudgement = PersonJudgement | 'not_operator';

/**
 * Whether a person may act as an operator (ruling 34). The person is judged first, as everywhere; whoever bears no mark
 * learns nothing of what it takes. Level 2 is asked always, whatever organizations and environments say (ruling 23).
 */
export function judgeOperator(
  { facts, isOperator, mfaMaxAgeSeconds }: OperatorVisit,
  now: Instant,
): OperatorJudgement {
  const judgement = judgePerson(facts, now);
  if (judgement === 'not_signed_in' || judgement === 'denied') return judgement;
  if (!isOperator) return 'not_operator';
  if (judgement !== 'full') return judgement;
  const proofs = facts.session?.proofs ?? {};
  const provenAt = mfaAt(proofs);
  if (levelOf(proofs) < 2 || provenAt === null) return 'insufficient';
  const isFresh = mfaMaxAgeSeconds === null || now - provenAt <= mfaMaxAgeSeconds * 1000;
  return isFresh ? 'full' : 'insufficient';
}
