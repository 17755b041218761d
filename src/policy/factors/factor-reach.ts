import type { EnforcementPolicy, FactorKind, FactorOwner, Instant, Level, Proofs } from '../facts.ts';
import { factorKinds, levelOfKind } from './factor-kinds.ts';

/** What a policy says about factors; the product's default where no policy speaks. */
export type FactorTerms = Pick<EnforcementPolicy, 'factors' | 'minimumLevel'>;

/** Terms of an organization without a policy: any factor, level 2. */
export const defaultTerms: FactorTerms = { factors: factorKinds, minimumLevel: 2 };

/** The kinds among `kinds` that can reach `level`. */
export function kindsReaching(level: Level, kinds: readonly FactorKind[]): readonly FactorKind[] {
  return kinds.filter((kind) => levelOfKind[kind] >= level);
}

/** The kinds of which the user has a confirmed factor, each once. */
export function confirmedKinds(user: FactorOwner): readonly FactorKind[] {
  return factorKinds.filter((kind) =>
    user.factors.some((own) => own.kind === kind && own.confirmedAt !== null),
  );
}

/** Whether the mark of ruling 35 stands: enrolling is what ends it, so for the owner of a factor it says nothing. */
export function mustEnroll(user: FactorOwner): boolean {
  return user.mustEnrollSince != null && confirmedKinds(user).length === 0;
}

/** Whether the user can reach the terms with a confirmed and allowed factor; recovery codes never count (ruling 11). */
export function isProtected(user: FactorOwner, terms: FactorTerms): boolean {
  return protectedSince(user, terms) !== null;
}

/** When the first factor that still stands and reaches the terms was confirmed; null for an unprotected user. */
export function protectedSince(user: FactorOwner, terms: FactorTerms): Instant | null {
  let since: Instant | null = null;
  for (const { kind, confirmedAt } of user.factors) {
    if (confirmedAt === null || !canReach(kind, terms)) continue;
    if (since === null || confirmedAt < since) since = confirmedAt;
  }
  return since;
}

/** The kinds of factor that reach each of these terms; none where they cannot be read. */
export function kindsReachingAll(all: readonly FactorTerms[] | null): readonly FactorKind[] {
  return all === null ? [] : factorKinds.filter((kind) => all.every((terms) => canReach(kind, terms)));
}

/** Whether one kind of factor is allowed by the terms and reaches their level. */
export function canReach(kind: FactorKind, terms: FactorTerms): boolean {
  return terms.factors.includes(kind) && levelOfKind[kind] >= terms.minimumLevel;
}

/**
 * The proofs that count where only some factors are allowed.
 * A user-verified key that is not allowed still stands for the password: it proves more than one, and without it
 * a person who signed in by passkey could never complete the sign-in with an allowed factor.
 */
export function countedProofs(proofs: Proofs, allowed: readonly FactorKind[]): Proofs {
  const { totpAt, totpId: _, webauthn, ...others } = proofs;
  const isKeyCounted = webauthn !== undefined && allowed.includes('webauthn');
  const isVerifiedKeyLeftOut = webauthn?.userVerified === true && !isKeyCounted;
  return {
    ...(isVerifiedKeyLeftOut ? { passwordAt: webauthn.at } : {}),
    ...others,
    ...(totpAt !== undefined && allowed.includes('totp') ? { totpAt } : {}),
    ...(isKeyCounted ? { webauthn } : {}),
  };
}
