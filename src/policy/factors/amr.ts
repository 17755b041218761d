import type { Instant, Level, Proofs } from '../facts.ts';
import { provesFirstFactor } from './first-factors.ts';

/**
 * The `amr` values of what was proven, in the order of the documented table.
 * `mfa` is derived from two different kinds of proof, never stored; `recovery` is a private value.
 * @see RFC 8176 section 2
 */
export function amrOf(proofs: Proofs): readonly string[] {
  const values: string[] = [];
  if (proofs.passwordAt !== undefined) values.push('pwd');
  if (proofs.totpAt !== undefined) values.push('otp');
  if (proofs.recoveryCodeAt !== undefined) values.push('recovery');
  if (proofs.webauthn !== undefined) values.push('pop', 'user');
  if (hasTwoKinds(proofs)) values.push('mfa');
  const binding = keyBinding(proofs);
  if (binding !== null) values.push(binding);
  return values;
}

/** Those of the proofs that some `amr` values tell of. */
export function proofsToldBy(amr: readonly unknown[], proofs: Proofs): Proofs {
  const { passwordAt, totpAt, recoveryCodeAt, webauthn } = proofs;
  return {
    ...(amr.includes('pwd') && passwordAt !== undefined ? { passwordAt } : {}),
    ...(amr.includes('otp') && totpAt !== undefined ? { totpAt } : {}),
    ...(amr.includes('recovery') && recoveryCodeAt !== undefined ? { recoveryCodeAt } : {}),
    ...(amr.includes('pop') && webauthn !== undefined ? { webauthn } : {}),
  };
}

/**
 * The level that the proofs reach: 1, 2 (two kinds of proof) or 3 (two kinds, one of them phishing resistant).
 * 1 is the floor and says nothing about whether anybody signed in: ask `hasFirstFactor`.
 */
export function levelOf(proofs: Proofs): Level {
  if (!hasTwoKinds(proofs)) return 1;
  return proofs.webauthn === undefined ? 2 : 3;
}

/** Instant of the last second factor (the claim `mfa_time`, there in seconds), or null without `mfa`. */
export function mfaAt(proofs: Proofs): Instant | null {
  return hasTwoKinds(proofs) ? lastFactorAt(proofs) : null;
}

/** Instant of the last success with something the person has, password aside; null when there was none. */
export function lastFactorAt(proofs: Proofs): Instant | null {
  const latest = Math.max(
    proofs.totpAt ?? Number.NEGATIVE_INFINITY,
    proofs.recoveryCodeAt ?? Number.NEGATIVE_INFINITY,
    proofs.webauthn?.at ?? Number.NEGATIVE_INFINITY,
  );
  return latest === Number.NEGATIVE_INFINITY ? null : latest;
}

/** Instant at which `level` was last proven; null when the proofs do not reach it or it needs no second factor. */
export function levelProvenAt(proofs: Proofs, level: Level): Instant | null {
  if (level === 1 || levelOf(proofs) < level) return null;
  // A later recovery code or TOTP does not refresh a phishing resistant proof.
  return level === 3 ? (proofs.webauthn?.at ?? null) : lastFactorAt(proofs);
}

/** Whether somebody is signed in at all: a one-time code alone opens nothing. */
export function hasFirstFactor(proofs: Proofs): boolean {
  return provesFirstFactor(proofs) || proofs.webauthn !== undefined;
}

/**
 * Whether a recovery code stands where a factor should: it opens less than one (rulings 10, 11, 23). One that is newer
 * than every factor in the session has refreshed what only a factor may, so the session rests on it.
 */
export function restsOnRecoveryCode({ recoveryCodeAt, totpAt, webauthn }: Proofs): boolean {
  if (recoveryCodeAt === undefined) return false;
  return [totpAt, webauthn?.at].every((factorAt) => factorAt === undefined || factorAt < recoveryCodeAt);
}

/** Whether something known (or a body, checked by the key) was proven, which a possession can complete. */
export function hasKnowledge(proofs: Proofs): boolean {
  return proofs.passwordAt !== undefined || proofs.webauthn?.userVerified === true;
}

function hasTwoKinds(proofs: Proofs): boolean {
  return hasKnowledge(proofs) && lastFactorAt(proofs) !== null;
}

function keyBinding(proofs: Proofs): 'hwk' | 'swk' | null {
  const isHardwareBound = proofs.webauthn?.hardwareBound ?? null;
  if (isHardwareBound === null) return null;
  return isHardwareBound ? 'hwk' : 'swk';
}
