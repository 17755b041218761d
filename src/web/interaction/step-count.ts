import type { PageFrame } from '../pages/page-frame.ts';
import type { View } from './view.ts';

/**
 * Which page of how many this is where a factor is set up: what was asked in this sign-in before, what proves that it is
 * the person, the factor, its recovery codes. Elsewhere null: nobody knows yet what a password leads to.
 */
export function stepCountOf({ step, decision, signIn }: Pick<View, 'step' | 'decision' | 'signIn'>) {
  if (decision?.step !== 'enroll') return null;
  const { progress } = signIn;
  const isFresh = progress.stepUpOf === null;
  const provedFactor =
    progress.newFactorProof !== null || (isFresh && progress.proofs.recoveryCodeAt !== undefined);
  const before = Number(isFresh) + Number(provedFactor);
  const pages = [
    ...(decision.proof === 'mailbox' || decision.proof === 'ticket' ? [provingSteps] : []),
    ...own,
  ];
  const place = pages.findIndex((steps) => steps.includes(step));
  if (place === -1) return null;
  return { number: before + place + 1, of: before + pages.length } satisfies PageFrame['stepCount'];
}

/** Either is asked once, and a ticket stands in for a mailbox. */
const provingSteps: readonly View['step'][] = ['mailbox', 'ticket'];
const own: readonly (readonly View['step'][])[] = [['enroll'], ['recovery-codes']];
