import { minimumPasswordLength, passwordLength } from './password-rules.ts';

/** What the operator says about the password of a new person: the password itself or its hash, or neither. */
export interface SaidPassword {
  readonly password?: string | undefined;
  /** Imported. */
  readonly password_hash?: string | undefined;
}

/**
 * In the form in which it is stored; null: the person has none yet.
 * @param hash of `password`, made before, since that takes its time
 */
export function firstPassword(
  { password, password_hash: imported }: SaidPassword,
  hash: string | undefined,
): { readonly hash: string; readonly isShort: boolean } | null {
  const stored = hash ?? imported;
  if (stored === undefined) return null;
  // The length behind an imported hash is unknown until the person signs in.
  return {
    hash: stored,
    isShort: password !== undefined && passwordLength(password) < minimumPasswordLength,
  };
}
