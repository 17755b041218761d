/** What a new password must be: long and not guessable; nothing else (NIST SP 800-63B section 3.1.1.2). */
import { isCommonPassword } from './password-blocklist.ts';

/** Shortest password, in code points, of somebody for whom MFA is not always required. */
export const minimumPasswordLength = 15;

/** Shortest password, in code points, where MFA is always required. */
export const minimumPasswordLengthWithMfa = 8;

/** Longest password, in code points. A bound on work, far above the 64 that NIST demands. */
export const maximumPasswordLength = 1024;

/** What an attacker would try because of who the user is. */
export interface PasswordContext {
  readonly email: string;
  readonly name: string | null;
  readonly organizationNames: readonly string[];
  /** What the installation calls itself. */
  readonly productName: string;
}

export type PasswordCheck =
  | { readonly result: 'ok' }
  | { readonly result: 'too_short'; readonly minimum: number }
  | { readonly result: 'too_long'; readonly maximum: number }
  | { readonly result: 'too_common'; readonly because: 'blocklist' | 'context' };

/**
 * The form in which passwords are measured and hashed: NFC, so that the same password typed on two systems
 * is the same password.
 */
export function normalizePassword(password: string): string {
  return password.normalize('NFC');
}

/** Number of Unicode code points after normalization; an emoji is one, not two. */
export function passwordLength(password: string): number {
  return Array.from(normalizePassword(password)).length;
}

/** Checks a password that somebody wants to have; no composition rules. */
export function checkNewPassword(
  password: string,
  context: PasswordContext,
  minimum: typeof minimumPasswordLength | typeof minimumPasswordLengthWithMfa,
): PasswordCheck {
  const length = passwordLength(password);
  if (length < minimum) return { result: 'too_short', minimum };
  if (length > maximumPasswordLength) return { result: 'too_long', maximum: maximumPasswordLength };
  const normalized = normalizePassword(password);
  if (isMostlyContext(normalized, context)) return { result: 'too_common', because: 'context' };
  if (isCommonPassword(normalized)) return { result: 'too_common', because: 'blocklist' };
  return { result: 'ok' };
}

/** Shorter words occur in passphrases by chance. */
const shortestContextWord = 3;

/** Whether more than half of the password disappears when the words of the context are taken out of it. */
function isMostlyContext(password: string, context: PasswordContext): boolean {
  const folded = fold(password);
  const rest = contextWords(context).reduce((text, word) => text.replaceAll(word, ''), folded);
  return (folded.length - rest.length) * 2 > folded.length;
}

/** Longest first, so that `acmewidgets` is taken out before `acme` breaks it up. */
function contextWords(context: PasswordContext): string[] {
  const { email } = context;
  const at = email.lastIndexOf('@');
  // Also as a whole: a person's address is long enough for a password, and known to everybody.
  const address = [email, email.slice(0, Math.max(0, at)), email.slice(at + 1)];
  const phrases = [...address, context.name ?? '', context.productName, ...context.organizationNames];
  const words = phrases.flatMap((phrase) => [fold(phrase), ...phrase.split(notWord).map(fold)]);
  const known = new Set(words.filter((word) => word.length >= shortestContextWord));
  return [...known].sort((first, second) => second.length - first.length);
}

const notWord = /[^\p{L}\p{N}]+/u;

/** Lower case, letters and digits only: `A.c-m e` is `acme`. */
function fold(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
