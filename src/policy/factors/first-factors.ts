import type { Proofs } from '../facts.ts';

/** Ways to begin a sign-in, the one that is offered first in front. Each has a page of its name. */
export const firstFactors = ['password'] as const;

export type FirstFactor = (typeof firstFactors)[number];

/** Whether a session has one of each proven. */
const isProven: Readonly<Record<FirstFactor, (proofs: Proofs) => boolean>> = {
  password: ({ passwordAt }) => passwordAt !== undefined,
};

/** Whether any of them is proven. */
export function provesFirstFactor(proofs: Proofs): boolean {
  return firstFactors.some((name) => isProven[name](proofs));
}
