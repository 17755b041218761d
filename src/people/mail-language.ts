import type { User } from './user.ts';

/**
 * Which languages a person reads mails in, best first, as `Accept-Language` has it: what their profile says, which they,
 * the operator or an import may set; then that of the pages of their last sign-in. Whoever causes a mail has no say.
 * Empty where nothing is known.
 */
export function mailLanguagesOf({ profile, language }: Pick<User, 'profile' | 'language'>): string {
  const { locale } = profile;
  // Imported ones are also written like `nl_BE` (OpenID Connect Core 1.0 section 5.1).
  const own = typeof locale === 'string' ? locale.replaceAll('_', '-') : null;
  return [own, language].filter((each) => each !== null && each !== '').join(', ');
}

/** Who reads a mail, as far as it is known when it goes out. */
export interface Reader {
  /** As `Accept-Language` has it: those of the account with this address; empty where nothing is known. */
  readonly languages: string;
  /** Where organizations are told things there, those of the owner who is one for the longest; else empty. */
  readonly ownersLanguages: string;
  /** Of the account with this address; null for any other address, and where the account has no name. */
  readonly name: string | null;
  /** The name of who did what is told; null where that is the reader, or nobody with a name. */
  readonly doer: string | null;
}

export interface RecipientStore {
  /** @param doerId the account of who did what is told; null for none */
  readerAt(email: string, doerId: string | null): Promise<Reader>;
  /** Verified addresses of operators who can act, in alphabetical order. */
  operators(): Promise<readonly string[]>;
}
