import { z } from 'zod';
import { readInstant } from '../time/instant.ts';
import { longestName, readDisplayName } from './display-name.ts';
import { isDomain, readEmailAddress } from './email-address.ts';
import { writtenLanguages } from './languages.ts';

/** Name of an organization or environment in addresses and files. */
export const slug = z
  .string()
  .max(63, 'must have at most 63 characters')
  .regex(/^[a-z0-9](-?[a-z0-9])*$/, 'must be lower-case letters and digits, with single hyphens between');

/** An e-mail address; comes out in the spelling under which it is stored. */
export const email = z
  .string()
  .meta({ format: 'email' })
  .transform((text, context) => {
    const address = readEmailAddress(text);
    if (address.ok) return address.email;
    context.issues.push({ code: 'custom', message: address.problem, input: text });
    return z.NEVER;
  });

/** A domain that an organization owns; comes out in lower case. */
export const domain = z
  .string()
  .refine(isDomain, 'must be a domain such as acme.example, international ones as xn--…')
  .transform((text) => text.toLowerCase());

/** A name that people read, by the one rule for names (`display-name.ts`). */
export const displayName = shownText({ longest: longestName });

/** What one person tells others, by the same rule, but longer; empty for nothing. */
export const shownReason = shownText({ longest: 500, shortest: 0 });

/** An IANA time zone; offsets such as +01:00 have no local midnight rules and are refused. */
export const timeZone = z
  .string()
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Brussels or UTC');

/** A language that pages and mails are written in. */
export const writtenLanguage = word(writtenLanguages);

/** An instant with its offset, ISO 8601, in the years 1970 to 9999; comes out as it was written. */
export const instantText = z
  .string()
  .superRefine((text, context) => {
    const read = readInstant(text);
    if (!(read instanceof Date)) context.addIssue({ code: 'custom', message: read });
  })
  .meta({ format: 'date-time' });

/** The same in a document, where a YAML timestamp is taken too. */
export const instant = z
  .union([z.date().transform(isoOf), z.string()], {
    error: 'must be an instant with offset such as 2026-12-01T00:00:00+01:00',
  })
  .meta({ format: 'date-time' })
  .pipe(instantText);

/** A whole number within bounds. */
export function count(minimum: number, maximum: number) {
  return z
    .int(`must be a whole number from ${minimum} to ${maximum}`)
    .min(minimum, `must be at least ${minimum}`)
    .max(maximum, `must be at most ${maximum}`);
}

/** One of a closed set of words. */
export function word<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `must be one of: ${words.join(', ')}` });
}

function shownText({ longest, shortest = 1 }: { readonly longest: number; readonly shortest?: 0 | 1 }) {
  return z
    .string()
    .meta({ minLength: shortest, maxLength: longest })
    .transform((text, context) => {
      const isEmpty = text.trim() === '';
      if (isEmpty && shortest === 0) return '';
      const read = readDisplayName(text, longest);
      if (read.ok) return read.name;
      const params = isEmpty ? {} : { params: { refusal: 'name_not_allowed' } };
      context.issues.push({ code: 'custom', message: read.problem, input: text, ...params });
      return z.NEVER;
    })
    .pipe(z.string());
}

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A year beyond the four digits comes out as no instant of ours. */
function isoOf(date: Date): string {
  return date.toISOString();
}
