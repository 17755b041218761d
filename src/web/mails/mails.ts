import type { Notice } from '../../notices/notices.ts';
import type { Instant } from '../../policy/facts.ts';
import type { Language, Words, WordValues } from '../words/language.ts';
import { durationInWords, instantInWords } from '../words/time-in-words.ts';

/** A notice as a mail to one person. */
export interface MailModel {
  readonly notice: Notice;
  readonly language: Language;
  /** Absolute address of the page where anybody gets a new password. */
  readonly passwordUrl: string;
  /** When it happened, told in `timeZone` (IANA). */
  readonly at: Instant;
  readonly timeZone: string;
}

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
  readonly link: string | null;
  readonly next: string;
  /** It may name `passwordUrl`. */
  readonly notYou: string;
  readonly passwordUrl: string;
  readonly signature: string;
}

/** Writes a mail: what happened, what follows, and what to do if it was somebody else. */
export function mailInWords(words: Words, product: string, model: MailModel): MailWords {
  const { notice, passwordUrl } = model;
  const values = {
    product: { ours: product },
    passwordUrl: { ours: passwordUrl },
    ...valuesOf(words, model),
  };
  const say = (part: string) => words.say(`mail.${notice.kind}.${exactPart(words, notice, part)}`, values);
  return {
    subject: say('subject').replaceAll(/\s+/g, ' '),
    what: say(notice.kind === 'membership-changed' ? `what-${notice.change}` : 'what'),
    code: 'code' in notice ? notice.code : null,
    link: 'link' in notice ? notice.link : null,
    next: say('next'),
    notYou: say('not-you'),
    passwordUrl,
    signature: words.say('mail.signature', values),
  };
}

/** Texts that are true in one case of a notice only have a name of their own. */
function exactPart(words: Words, notice: Notice, part: string): string {
  const names = casesOf(notice).map((suffix) => `${part}-${suffix}`);
  return names.find((name) => words.knows(`mail.${notice.kind}.${name}`)) ?? part;
}

function casesOf(notice: Notice): readonly string[] {
  const isTimed = 'deadline' in notice && notice.deadline !== null;
  const isOperators = notice.kind === 'device-reset' && notice.organization === null;
  const isFree = notice.kind === 'device-reset' && !notice.mustEnroll;
  return [...(isTimed ? ['by'] : []), ...(isOperators ? ['operator'] : []), ...(isFree ? ['free'] : [])];
}

/** Every field of the notice as a text may mention it: instants, durations and factors in words. */
function valuesOf(words: Words, { notice, at, timeZone }: MailModel): WordValues {
  const inWords = (instant: Instant) => ({ ours: instantInWords(words.language, instant, timeZone) });
  const { kind: _, ...fields } = notice;
  return {
    at: inWords(at),
    ...fields,
    ...('deadline' in notice
      ? { deadline: notice.deadline === null ? { ours: '' } : inWords(notice.deadline) }
      : {}),
    // Chooses a text, see `casesOf`, and is put into none.
    ...('mustEnroll' in notice ? { mustEnroll: { ours: '' } } : {}),
    ...('validForSeconds' in notice
      ? { length: { ours: durationInWords(words.language, notice.validForSeconds) } }
      : {}),
    ...('codesLeft' in notice ? { count: notice.codesLeft } : {}),
    ...('factor' in notice ? { factor: { ours: words.say(`mail.factors.${notice.factor}`) } } : {}),
  } as WordValues;
}
