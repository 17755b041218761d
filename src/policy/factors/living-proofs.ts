import type { FactorKind, Proofs } from '../facts.ts';

/** What a person has that a proof may have come from. */
export interface Possessions {
  /** Confirmed ones. */
  readonly factors: readonly { readonly id: string; readonly kind: FactorKind }[];
  /** Ids of the used codes of the present set. */
  readonly usedRecoveryCodes: readonly string[];
}

/**
 * The proofs that still count: a proof lives as long as what it came from (ruling 24). A factor that was removed or
 * reset takes its proofs along, and a set of recovery codes that was replaced, or went with the last factor, those of
 * its codes. A proof that does not say what it came from is lost, since nobody knows whether that is still there.
 * A password has no id: whatever replaces it ends the sessions that it opened.
 */
export function livingProofs(proofs: Proofs, { factors, usedRecoveryCodes }: Possessions): Proofs {
  const { totpAt, totpId, recoveryCodeAt, recoveryCodeId, webauthn, ...others } = proofs;
  const isThere = (kind: FactorKind, id: string | undefined) =>
    factors.some((factor) => factor.kind === kind && factor.id === id);
  const hasTotp = totpAt !== undefined && totpId !== undefined && isThere('totp', totpId);
  const hasKey = webauthn !== undefined && isThere('webauthn', webauthn.authenticatorId);
  const hasCode = recoveryCodeAt !== undefined && recoveryCodeId !== undefined;
  return {
    ...others,
    ...(hasTotp ? { totpAt, totpId } : {}),
    ...(hasCode && usedRecoveryCodes.includes(recoveryCodeId) ? { recoveryCodeAt, recoveryCodeId } : {}),
    ...(hasKey ? { webauthn } : {}),
  };
}
