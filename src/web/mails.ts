import type { FactorKind, Instant } from '../policy/facts.ts';
import type { Language, Words, WordValues } from './language.ts';
import { durationInWords, instantInWords } from './time-in-words.ts';

interface MailFrame {
  readonly language: Language;
  /** Absolute address of the person's security page. */
  readonly securityUrl: string;
}

/** Something happened to an account at an instant, told in `timeZone` (IANA). */
interface Notice extends MailFrame {
  readonly at: Instant;
  readonly timeZone: string;
}

export interface MailboxCodeMail extends MailFrame {
  readonly mail: 'mailbox-code';
  readonly code: string;
  readonly validForSeconds: number;
}

export interface SecondFactorLockedMail extends Notice {
  readonly mail: 'second-factor-locked';
}

export interface RecoveryCodeUsedMail extends Notice {
  readonly mail: 'recovery-code-used';
  readonly codesLeft: number;
}

export interface FactorEnrolledMail extends Notice {
  readonly mail: 'factor-enrolled';
  readonly factor: FactorKind;
}

export interface PasswordChangedMail extends Notice {
  readonly mail: 'password-changed';
}

/** Every mail that goes to a person about his own account. */
export type MailModel =
  | MailboxCodeMail
  | SecondFactorLockedMail
  | RecoveryCodeUsedMail
  | FactorEnrolledMail
  | PasswordChangedMail;

/** A mail ready to be sent; `subject` is one line. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The parts of a mail in words, as its templates take them. */
export interface MailWords {
  readonly subject: string;
  readonly what: string;
  /** Shown on a line of its own; null when the mail carries none. */
  readonly code: string | null;
  readonly next: string;
  readonly notYou: string;
  readonly signature: string;
}

/** Writes a mail: what happened, what follows, and what to do if it was somebody else. */
export function mailInWords(words: Words, product: string, model: MailModel): MailWords {
  const values = { product, securityUrl: model.securityUrl, ...valuesOf(words, model) };
  const say = (part: string) => words.say(`mail.${model.mail}.${part}`, values);
  return {
    subject: say('subject').replaceAll(/\s+/g, ' '),
    what: say('what'),
    code: model.mail === 'mailbox-code' ? model.code : null,
    next: say('next'),
    notYou: say('not-you'),
    signature: words.say('mail.signature', values),
  };
}

function valuesOf(words: Words, model: MailModel): WordValues {
  if (model.mail === 'mailbox-code') {
    return { code: model.code, length: durationInWords(words.language, model.validForSeconds) };
  }
  const at = instantInWords(words.language, model.at, model.timeZone);
  switch (model.mail) {
    case 'recovery-code-used':
      return { at, count: model.codesLeft };
    case 'factor-enrolled':
      return { at, factor: words.say(`mail.factors.${model.factor}`) };
    case 'second-factor-locked':
    case 'password-changed':
      return { at };
  }
}
