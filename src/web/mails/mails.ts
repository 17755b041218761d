import type { Notice } from '../../notices/notices.ts';
import type { Instant } from '../../policy/facts.ts';
import type { Language, Words, WordValues } from '../words/language.ts';
import {
  dayAndMonthInWords,
  durationInWords,
  fromNowInWords,
  instantInWords,
} from '../words/time-in-words.ts';
import { buttonInWords, type MailButton } from './button.ts';
import { factsInWords } from './sign-in-facts.ts';

/** A notice as a mail to one person. */
export interface MailModel {
  readonly notice: Notice;
  readonly language: Language;
  /** Absolute address of the page where anybody gets a new password. */
  readonly passwordUrl: string;
  /** Absolute address of the page where the owner of the account says that it was not them. */
  readonly notMeUrl: string;
  /** Absolute address of the page where people set up a factor in their own account. */
  readonly securityUrl: string;
  /** Of the installation, as people see it in the address of its pages. */
  readonly host: string;
  /** The name of whoever reads it; null where nobody knows. */
  readonly reader: string | null;
  readonly by: MailDoer;
  /** When it happened, told in `timeZone` (IANA). */
  readonly at: Instant;
  readonly timeZone: string;
}

/** Who did what a mail tells, and from where; null for what nobody knows or the reader is not to know. */
export interface MailDoer {
  /** Of somebody else than the reader. */
  readonly name: string | null;
  readonly network: string | null;
}

/** A mail ready to be sent; `subject` is one line. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The parts of a mail in words, as its templates take them; null for what this mail has not. */
export interface MailWords {
  readonly subject: string;
  /** The subject without the product before it. */
  readonly title: string;
  readonly greeting: string | null;
  readonly what: string;
  /** Shown on a line of its own. */
  readonly code: string | null;
  readonly deadline: DeadlineWords | null;
  /** What is known of it, a line each: `Network: 203.0.113.0/24`. */
  readonly facts: readonly string[];
  /** Where it leads on to; a mail has one such link at the most. */
  readonly button: MailButton | null;
  readonly next: string;
  readonly by: string | null;
  /** It may name one of `addresses`. */
  readonly notYou: string;
  readonly addresses: readonly string[];
  readonly signature: string;
}

export interface DeadlineWords {
  readonly instant: string;
  /** `in 3 days`, as of when it is written. */
  readonly left: string;
  readonly follows: string;
}

/** Writes a mail: what happened, what follows, who did it, and what to do if it was somebody else. */
export function mailInWords(words: Words, product: string, model: MailModel): MailWords {
  const { notice, passwordUrl, notMeUrl, reader } = model;
  const ours = {
    product: { ours: product },
    passwordUrl: { ours: passwordUrl },
    notMeUrl: { ours: notMeUrl },
  };
  const values = { ...valuesOf(words, model), ...ours };
  const say = (part: string) => words.say(`mail.${notice.kind}.${exactPart(words, notice, part)}`, values);
  const title = say('title').replaceAll(/\s+/g, ' ');
  return {
    // A code comes first there, so that it is read without the mail being opened.
    subject: 'code' in notice ? title : words.say('mail.subject', { ...values, title: { ours: title } }),
    title: headingOf(title, words.language),
    greeting: reader === null ? null : words.say('mail.hello', { person: reader }),
    what: say(notice.kind === 'membership-changed' ? `what-${notice.change}` : 'what'),
    code: 'code' in notice ? notice.code : null,
    deadline: deadlineInWords(words, model, say),
    facts: factsInWords(words, product, model),
    button: buttonInWords(words, model),
    next: say('next'),
    by: doerInWords(words, model),
    notYou: say('not-you'),
    addresses: [passwordUrl, notMeUrl],
    signature: words.say('mail.signature', { ...values, host: { ours: model.host } }),
  };
}

/** A subject as a heading: it begins as one, and no line of it ends between a day and its month. */
function headingOf(title: string, language: Language): string {
  return title
    .replace(/^\p{Ll}/u, (letter) => letter.toLocaleUpperCase(language))
    .replace(/(?<= )(\d{1,2}(?:er|\.)?) (?=\p{L}+$)/u, '$1\u00a0');
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

function deadlineInWords(
  words: Words,
  { notice, at, timeZone }: MailModel,
  say: (part: string) => string,
): DeadlineWords | null {
  if (!('deadline' in notice) || notice.deadline === null) return null;
  const { language } = words;
  return {
    instant: instantInWords(language, notice.deadline, timeZone),
    left: fromNowInWords(language, (notice.deadline - at) / 1000),
    follows: say('follows'),
  };
}

/** Somebody else is named with the organization that they did it for; of oneself the network is all there is to tell. */
function doerInWords(words: Words, { notice, by: { name, network } }: MailModel): string | null {
  // Said among the facts.
  if (notice.kind === 'new-sign-in') return null;
  const organization = 'organization' in notice ? notice.organization : null;
  if (name !== null && organization !== null) {
    const own = `mail.${notice.kind}.by`;
    if (words.knows(own)) return words.say(own, { person: name, organization });
    if (network === null) return words.say('mail.by.named', { person: name, organization });
    return words.say('mail.by.named-from', { person: name, organization, network });
  }
  return network === null ? null : words.say('mail.by.from', { network });
}

/** Every field of the notice as a text may mention it: instants, durations and factors in words. */
function valuesOf(words: Words, { notice, at, timeZone }: MailModel): WordValues {
  const { language } = words;
  const { kind: _, ...fields } = without(notice, ['notMe', 'application', 'device', 'proven']);
  return {
    at: { ours: instantInWords(language, at, timeZone) },
    ...fields,
    ...('deadline' in notice
      ? // Said by itself, see `deadlineInWords`.
        {
          deadline: { ours: '' },
          day: {
            ours: notice.deadline === null ? '' : dayAndMonthInWords(language, notice.deadline, timeZone),
          },
        }
      : {}),
    // Chooses a text, see `casesOf`, and is put into none.
    ...('mustEnroll' in notice ? { mustEnroll: { ours: '' } } : {}),
    ...('validForSeconds' in notice
      ? { length: { ours: durationInWords(language, notice.validForSeconds) } }
      : {}),
    ...('codesLeft' in notice ? { count: notice.codesLeft } : {}),
    ...('factor' in notice ? { factor: { ours: words.say(`mail.factors.${notice.factor}`) } } : {}),
  } as WordValues;
}

/** What is said by itself, or nowhere. */
function without(notice: Notice, names: readonly string[]): Notice {
  return Object.fromEntries(Object.entries(notice).filter(([name]) => !names.includes(name))) as Notice;
}
