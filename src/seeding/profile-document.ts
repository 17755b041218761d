import { z } from 'zod';
import { withoutHostile } from '../documents/display-name.ts';
import { displayName, timeZone } from '../documents/fields.ts';
import { wordsFor } from '../documents/problem-words.ts';
import {
  addressMembers,
  isStandardClaim,
  ownFields,
  type StandardClaim,
  statedClaims,
} from '../people/standard-claims.ts';
import { isCalendarDate } from '../time/instant.ts';

/** An address of the web, which applications make links and images of. */
const webAddress = z
  .string()
  .max(2000, 'must have at most 2000 characters')
  .refine(isWebAddress, 'must be an address such as https://people.example/ann');

const addressLine = z
  .string()
  .min(1, 'must not be empty')
  .max(1000, 'must have at most 1000 characters')
  .refine(
    (text) => withoutHostile(text) === text,
    'must not hold control characters, or ones that are invisible or turn the text round',
  )
  .exactOptional();

export const zoneinfoField = timeZone;

export const localeField = z.string().refine(isLocale, 'must be a language tag such as en-GB');

/** @see OpenID Connect Core 1.0 section 5.1 */
const claimSchemas: Readonly<Record<StandardClaim, z.ZodType>> = {
  given_name: displayName,
  family_name: displayName,
  middle_name: displayName,
  nickname: displayName,
  preferred_username: displayName,
  profile: webAddress,
  picture: webAddress,
  website: webAddress,
  gender: displayName,
  birthdate: z.string().refine(isBirthdate, 'must be a date such as 1990-05-17, 0000-05-17 or 1990'),
  zoneinfo: zoneinfoField,
  locale: localeField,
  updated_at: z.int('must be whole seconds since 1970').min(0, 'must be whole seconds since 1970'),
  phone_number: displayName,
  phone_number_verified: z.boolean(),
  address: z.strictObject(Object.fromEntries(addressMembers.map((name) => [name, addressLine]))),
};

/** The same for the API, whose document lists the claims; what it does not list is refused there like any other field. */
export const claimsSchema: z.ZodType<Record<string, unknown>> = z
  .strictObject(
    Object.fromEntries(Object.entries(claimSchemas).map(([name, schema]) => [name, schema.optional()])),
  )
  .meta({ id: 'StandardClaims', description: 'standard claims of OpenID Connect' });

/** The `profile` of a user: standard claims and nothing else (ruling 30). */
export const profileSchema = z.unknown().transform((value, context): Record<string, unknown> => {
  if (!isGroup(value)) {
    context.issues.push({ code: 'custom', message: 'must be a group of fields', input: null });
    return z.NEVER;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, claim]) => [name, readClaim(name, claim, context)]),
  );
});

function readClaim(name: string, claim: unknown, context: z.core.$RefinementCtx): unknown {
  if (!isStandardClaim(name)) {
    context.issues.push({ code: 'custom', message: whyNot(name), path: [name], input: null });
    return z.NEVER;
  }
  const read = claimSchemas[name].safeParse(claim, { error: wordsFor });
  if (read.success) return read.data;
  for (const issue of read.error.issues)
    context.issues.push({ ...issue, path: [name, ...issue.path], input: null } as z.core.$ZodRawIssue);
  return z.NEVER;
}

function whyNot(name: string): string {
  if (ownFields.has(name)) return 'is a field of the user, beside profile';
  if (statedClaims.has(name)) return 'is stated by Countersign itself and cannot be imported';
  return 'is no standard claim (OpenID Connect Core 1.0 section 5.1); profile takes no others';
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function isBirthdate(text: string): boolean {
  if (/^\d{4}$/.test(text)) return true;
  return /^\d{4}-\d\d-\d\d$/.test(text) && isCalendarDate(text);
}

/** Some write `en_GB`, which the standard lets pass. */
function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text.replaceAll('_', '-')).length === 1;
  } catch {
    return false;
  }
}
