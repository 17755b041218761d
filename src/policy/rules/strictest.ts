import type { Reason } from '../decision.ts';
import type { FactorKind } from '../facts.ts';
import type { RequiredStep } from './required-step.ts';

type Enroll = Extract<RequiredStep, { step: 'enroll' }>;
type Prompt = Extract<RequiredStep, { step: 'challenge' | 'enroll' }>;

/**
 * Strictest first. What no proof can help comes before what a proof can: a verdict on the person (`deny`), then who
 * they are (`sign_in`), then what the request cannot get (`unmet`). Of the prompts a factor that they have comes before
 * a new one, since proving it is what allows adding one (ruling 3); when they have none, no rule asks for a challenge.
 * A new password comes after both: it is asked only where no rule requires MFA (ruling 21).
 */
const order: Readonly<Record<RequiredStep['step'], number>> = {
  deny: 0,
  sign_in: 1,
  unmet: 2,
  challenge: 3,
  enroll: 4,
  new_password: 5,
};

const proofOrder: Readonly<Record<Enroll['proof'], number>> = { none: 0, mailbox: 1, ticket: 2, factor: 3 };

/**
 * The strictest of the steps; null when there are none. A prompt carries the reasons of all of them, since it may
 * serve them all; a "no" carries those of the steps that say no, since nothing else causes it.
 */
export function strictest(steps: readonly RequiredStep[]): RequiredStep | null {
  const [first, ...others] = steps.toSorted((one, other) => rank(one) - rank(other));
  if (first === undefined || others.length === 0) return first ?? null;
  const sameStep = others.filter(({ step }) => step === first.step);
  const isFinal = first.step === 'deny' || first.step === 'unmet';
  // What is only offered explains nothing that is asked.
  const causes = (isFinal ? sameStep : others).filter((step) => isOffer(first) || !isOffer(step));
  const reasons = mergeReasons([first, ...causes]);
  if (first.step === 'challenge') return { ...challengeOfAll(first, sameStep), reasons };
  if (first.step === 'enroll') return { ...enrollOfAll(first, sameStep), reasons };
  return { ...first, reasons };
}

/** An offer yields to everything that is none. */
function rank(requiredStep: RequiredStep): number {
  return order[requiredStep.step] + (isOffer(requiredStep) ? order.new_password + 1 : 0);
}

function isOffer(requiredStep: RequiredStep): boolean {
  return 'declinable' in requiredStep && requiredStep.declinable === true;
}

function challengeOfAll(
  first: Extract<RequiredStep, { step: 'challenge' }>,
  others: readonly RequiredStep[],
): RequiredStep {
  let merged = first;
  for (const other of others) {
    // What was only offered narrows nothing that is required.
    if (other.step !== 'challenge' || (isOffer(other) && !isOffer(merged))) continue;
    const factors = commonFactors(merged, other);
    // No factor serves both: the first is proven now, the next decision asks for the other.
    if (factors.length === 0) continue;
    merged = { ...merged, factors, recoveryCode: merged.recoveryCode && other.recoveryCode };
  }
  return merged;
}

function enrollOfAll(first: Enroll, others: readonly RequiredStep[]): RequiredStep {
  let merged = first;
  for (const other of others) {
    if (other.step !== 'enroll' || (isOffer(other) && !isOffer(merged))) continue;
    const factors = commonFactors(merged, other);
    const proof = proofOrder[other.proof] > proofOrder[merged.proof] ? other.proof : merged.proof;
    merged = { ...merged, proof, factors: factors.length === 0 ? merged.factors : factors };
  }
  return merged;
}

function commonFactors(one: Prompt, other: Prompt): readonly FactorKind[] {
  return one.factors.filter((kind) => other.factors.includes(kind));
}

function mergeReasons(steps: readonly RequiredStep[]): readonly Reason[] {
  const merged: Reason[] = [];
  for (const reason of steps.flatMap(({ reasons }) => reasons)) {
    if (!merged.some((known) => isSame(known, reason))) merged.push(reason);
  }
  return merged;
}

function isSame(one: Reason, other: Reason): boolean {
  return (
    one.by === other.by &&
    one.code === other.code &&
    one.level === other.level &&
    one.extension === other.extension &&
    one.organization?.id === other.organization?.id
  );
}
