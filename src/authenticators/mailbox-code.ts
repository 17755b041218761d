/**
 * A code sent to the verified mailbox, the proof before a first enrolment (product decision 4).
 * Eight digits and five tries make guessing a code succeed once in 20 million; NIST SP 800-63B
 * section 3.1.3.2 asks for six.
 */
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../policy/facts.ts';
import { foldTypedCode } from './typed-code.ts';

/** Digits of a code. */
export const mailboxCodeDigits = 8;

/** How long a code is good, in seconds. @see NIST SP 800-63B section 3.1.3.2 */
export const mailboxCodeTtlSeconds = 10 * 60;

/** How often one code may be tried. */
export const mailboxCodeTries = 5;

export interface SentMailboxCode {
  /** From `hashMailboxCode`. */
  readonly hash: string;
  readonly sentAt: Instant;
  /** Tries charged so far, the present one included: charge in a statement of its own, then check. */
  readonly tries: number;
}

export interface MailboxCodeKey {
  /** A secret of the server, at least 32 bytes: eight digits are no secret to who can read the table. */
  readonly key: Uint8Array;
  /** What the code is for and where, e.g. `enrollment:<interaction>:<user>`; it is good for nothing else. */
  readonly purpose: string;
}

export type MailboxCodeCheck =
  | { readonly result: 'ok' }
  | { readonly result: 'wrong'; readonly triesLeft: number }
  | { readonly result: 'expired' }
  | { readonly result: 'used_up' };

/** A random code of eight digits. */
export function newMailboxCode(): string {
  return String(randomInt(0, 10 ** mailboxCodeDigits)).padStart(mailboxCodeDigits, '0');
}

/** The keyed hash under which a code is stored, base64url. */
export function hashMailboxCode(code: string, { key, purpose }: MailboxCodeKey): string {
  const message = JSON.stringify(['mailbox-code', purpose, code]);
  return createHmac('sha256', key).update(message).digest('base64url');
}

/** Compares a typed code, however it was typed (`foldTypedCode`), with the one that was sent. */
export function checkMailboxCode(
  sent: SentMailboxCode,
  typed: string,
  { key, now }: { readonly key: MailboxCodeKey; readonly now: Instant },
): MailboxCodeCheck {
  if (sent.tries > mailboxCodeTries) return { result: 'used_up' };
  if (now >= sent.sentAt + mailboxCodeTtlSeconds * 1000) return { result: 'expired' };
  const hash = hashMailboxCode(foldTypedCode(typed), key);
  return isEqual(hash, sent.hash)
    ? { result: 'ok' }
    : { result: 'wrong', triesLeft: mailboxCodeTries - sent.tries };
}

function isEqual(first: string, second: string): boolean {
  const [left, right] = [Buffer.from(first), Buffer.from(second)];
  return left.length === right.length && timingSafeEqual(left, right);
}
