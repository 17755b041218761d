import type { Instant } from '../../policy/facts.ts';
import type { Language } from './language.ts';
import { dayInWords, locales } from './time-in-words.ts';

/** Instants as a page tells them that says its zone once. */
export interface Moments {
  /** `14:05` */
  readonly clock: (instant: Instant) => string;
  /** `1 Dec`, with the year where it is not this one: short, for lists. */
  readonly day: (instant: Instant) => string;
  /** `4 March 2025` */
  readonly date: (instant: Instant) => string;
  /** `Today, 13:58`, `27 Nov, 17:45`. */
  readonly moment: (instant: Instant) => string;
  /** The same within a sentence: `today, 13:58`. */
  readonly amid: (instant: Instant) => string;
  /** `4 March 2025, 13:58` */
  readonly full: (instant: Instant) => string;
  /** Value of a date field, `2026-12-01`, and of a time field, `00:00`. */
  readonly fields: (instant: Instant) => { readonly date: string; readonly time: string };
}

export function momentsOf(language: Language, timeZone: string, now: Instant): Moments {
  const format = (options: Intl.DateTimeFormatOptions) => formatFor(language, timeZone, options);
  const clock = (instant: Instant) => format({ hour: '2-digit', minute: '2-digit' }).format(instant);
  const yearOf = (instant: Instant) => format({ year: 'numeric' }).format(instant);
  const day = (instant: Instant) => {
    const year = yearOf(instant) === yearOf(now) ? {} : ({ year: 'numeric' } as const);
    return dayInWords(language, format({ day: 'numeric', month: 'short', ...year }), instant);
  };
  const date = (instant: Instant) =>
    dayInWords(language, format({ day: 'numeric', month: 'long', year: 'numeric' }), instant);
  const fields = (instant: Instant) => {
    const parts = formatFor('en', timeZone, fieldParts).formatToParts(instant);
    const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
    return { date: `${of('year')}-${of('month')}-${of('day')}`, time: `${of('hour')}:${of('minute')}` };
  };
  const amid = (instant: Instant) => {
    const days = Math.round((Date.parse(fields(instant).date) - Date.parse(fields(now).date)) / dayMs);
    return `${Math.abs(days) <= 1 ? relativeDay(language, days) : day(instant)}, ${clock(instant)}`;
  };
  return {
    clock,
    day,
    date,
    fields,
    moment: (instant) => sentenceCase(language, amid(instant)),
    amid,
    full: (instant) => `${date(instant)}, ${clock(instant)}`,
  };
}

const dayMs = 24 * 60 * 60 * 1000;

const fieldParts: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};

/** `today`, `yesterday`, `tomorrow`. */
function relativeDay(language: Language, days: number): string {
  return new Intl.RelativeTimeFormat(locales[language], { numeric: 'auto' }).format(days, 'day');
}

function sentenceCase(language: Language, text: string): string {
  return text.charAt(0).toLocaleUpperCase(locales[language]) + text.slice(1);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes a hundred times as long as using it. */
function formatFor(
  language: Language,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = JSON.stringify([language, timeZone, options]);
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locales[language], { ...options, timeZone });
  formats.set(key, made);
  return made;
}
