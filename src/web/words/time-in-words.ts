import type { Instant } from '../../policy/facts.ts';
import type { Language } from './language.ts';

/** British order of day and month for English: an American one is misread by everybody else. */
export const locales: Readonly<Record<Language, string>> = {
  en: 'en-GB',
  de: 'de-DE',
  fr: 'fr-FR',
  nl: 'nl-NL',
};

/** An instant as people read it, always with the zone it is told in: `1 December 2026 at 00:00 (Europe/Brussels)`. */
export function instantInWords(language: Language, instant: Instant, timeZone: string): string {
  return `${dayInWords(language, formatFor(language, timeZone), instant)} (${timeZone})`;
}

/** An instant by a format that says its day. */
export function dayInWords(language: Language, format: Intl.DateTimeFormat, instant: Instant): string {
  return format
    .formatToParts(instant)
    .map((part) => partInWords(language, part))
    .join('');
}

/** The day alone, of an instant that is told in full elsewhere: `1 December`. */
export function dayAndMonthInWords(language: Language, instant: Instant, timeZone: string): string {
  const options = { day: 'numeric', month: 'long', timeZone } as const;
  return dayInWords(language, new Intl.DateTimeFormat(locales[language], options), instant);
}

/** In French the first of a month is an ordinal, which the tables of Unicode do not know. */
function partInWords(language: Language, { type, value }: Intl.DateTimeFormatPart): string {
  return language === 'fr' && type === 'day' && value === '1' ? '1er' : value;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes a hundred times as long as using it; there are as many as languages times zones in use. */
function formatFor(language: Language, timeZone: string): Intl.DateTimeFormat {
  const key = `${language} ${timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(locales[language], {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  });
  formats.set(key, format);
  return format;
}

const [hourSeconds, daySeconds] = [3600, 86_400];

/** A length of time in its largest sensible unit, e.g. `3 minutes`; whole hours and days exactly: `1 hour`, `7 days`. */
export function durationInWords(language: Language, seconds: number): string {
  const length = Math.abs(seconds);
  if (length >= 2 * daySeconds && length % daySeconds === 0)
    return amount(language, length / daySeconds, 'day');
  if (length >= hourSeconds && length % hourSeconds === 0)
    return amount(language, length / hourSeconds, 'hour');
  return inLargestUnit(language, length, Math.round);
}

/** A time to wait, rounded up so that nobody comes back too early. */
export function waitInWords(language: Language, seconds: number): string {
  return inLargestUnit(language, seconds, Math.ceil);
}

/** Time that is left, in whole units, so that nobody thinks it were more: days as long as there are two. */
export function timeLeftInWords(language: Language, seconds: number): string {
  return amount(language, ...timeLeft(seconds));
}

function timeLeft(seconds: number): [value: number, unit: Unit] {
  if (seconds >= 2 * daySeconds) return [Math.floor(seconds / daySeconds), 'day'];
  if (seconds >= 2 * hourSeconds) return [Math.floor(seconds / hourSeconds), 'hour'];
  return [Math.max(1, Math.floor(seconds / 60)), 'minute'];
}

/** How far ahead something is, in whole units as `timeLeftInWords` has them: `in 3 days`. */
export function fromNowInWords(language: Language, seconds: number): string {
  const [value, unit] = timeLeft(seconds);
  return new Intl.RelativeTimeFormat(locales[language]).format(value, unit);
}

/** Several names as one phrase: `Acme, Bolt and Corp`. */
export function listInWords(language: Language, names: readonly string[]): string {
  return listFormats[language].format(names);
}

const listFormats: Record<Language, Intl.ListFormat> = {
  en: listFormat('en'),
  de: listFormat('de'),
  fr: listFormat('fr'),
  nl: listFormat('nl'),
};

function listFormat(language: Language): Intl.ListFormat {
  return new Intl.ListFormat(locales[language], { type: 'conjunction' });
}

type Rounding = (value: number) => number;

function inLargestUnit(language: Language, seconds: number, rounded: Rounding): string {
  if (seconds < 90) return amount(language, rounded(seconds), 'second');
  if (seconds < 90 * 60) return amount(language, rounded(seconds / 60), 'minute');
  if (seconds < 3 * daySeconds) return amount(language, rounded(seconds / hourSeconds), 'hour');
  return amount(language, rounded(seconds / daySeconds), 'day');
}

type Unit = 'second' | 'minute' | 'hour' | 'day';

const amountFormats = new Map<string, Intl.NumberFormat>();

function amount(language: Language, value: number, unit: Unit): string {
  const key = `${language} ${unit}`;
  const known = amountFormats.get(key);
  const format =
    known ?? new Intl.NumberFormat(locales[language], { style: 'unit', unit, unitDisplay: 'long' });
  if (known === undefined) amountFormats.set(key, format);
  return format.format(value);
}
