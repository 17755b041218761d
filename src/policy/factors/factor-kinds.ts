import type { Level } from '../facts.ts';

/** Every kind of factor, the one that is offered first in front (D34). */
export const factorKinds = ['webauthn', 'totp'] as const;

export type FactorKind = (typeof factorKinds)[number];

/** The level of a sign-in that a factor of each kind can reach. */
export const levelOfKind: Readonly<Record<FactorKind, Level>> = { totp: 2, webauthn: 3 };

export function isFactorKind(text: unknown): text is FactorKind {
  return factorKinds.some((kind) => kind === text);
}
