import type { Attributes } from './attributes.ts';

/** A person: one e-mail, one password, own authenticators, any number of organizations. */
export interface User {
  readonly id: string;
  /** Lower case, unique. */
  readonly email: string;
  readonly emailVerified: boolean;
  readonly emailChangedAt: Date | null;
  readonly name: string | null;
  /** Further standard claims, as imported; what becomes a claim of them is for standard-claims.ts to say. */
  readonly profile: Readonly<Record<string, unknown>>;
  /** Whatever else is known; which of it is whose claim is for attributes.ts to say. */
  readonly attributes: Attributes;
  /** In which they read the pages of their last sign-in; null before the first. */
  readonly language: string | null;
  /** PHC string, or null for someone who has no password (yet). */
  readonly passwordHash: string | null;
  /** Under 15 characters: enough only where MFA is always required (ruling 21). */
  readonly passwordIsShort: boolean;
  /** Since when it has been this one, however it is hashed; null: nobody knows. */
  readonly passwordChangedAt: Date | null;
  /** A counter; what was made under an older one (sessions, grants, tokens) is refused. */
  readonly epoch: number;
  readonly secondFactorFailures: number;
  readonly secondFactorLockedUntil: Date | null;
  /** Instant of a recovery code after which no factor has succeeded yet: the next sign-in asks to enrol again. */
  readonly replaceFactorSince: Date | null;
  /**
   * Since then a new password is due, and the old one opens nothing any more: an administrator asked for it (L4), or the
   * person has said that somebody else was in their account. Null: none is due.
   */
  readonly passwordResetAt: Date | null;
  /** When an administrator last ordered one, kept when it was obeyed; the mark above is theirs if it is of that instant. */
  readonly resetOrderedAt: Date | null;
  /** Since when the next sign-in has to set up a factor, in every environment (ruling 35). Null: it need not. */
  readonly mustEnrollSince: Date | null;
  /** Closed by the operator since then: nothing of the account opens anything. Null: it is open. */
  readonly deactivatedAt: Date | null;
  /** May use the pages of the operator (ruling 34). */
  readonly isOperator: boolean;
  readonly createdAt: Date;
}
