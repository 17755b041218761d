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

export interface RecipientStore {
  /**
   * Which languages are read at an address, as `Accept-Language` has it: those of its account; where organizations are told
   * things there, those of the owner who is one for the longest. Empty where nothing is known.
   */
  languagesAt(email: string): Promise<string>;
}
