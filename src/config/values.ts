import { isIP } from 'node:net';
import { z } from 'zod';
import { isPrivateNetwork, privateRanges } from '../outbound/private-networks.ts';
import { equalPairs, mostFactors, readHashFactors } from '../passwords/hash-strength.ts';
import { isDatabaseAddress } from './database-address.ts';

/**
 * One configuration value: refused as a whole, with `allowed` as the only message.
 * An operator wants to read what may stand there, not which of several checks failed first.
 */
export function value<T>(allowed: string, schema: z.ZodType<T>) {
  return z.unknown().transform((input, context): T => {
    const result = schema.safeParse(input);
    if (result.success) return result.data;
    context.issues.push({ code: 'custom', message: allowed, input });
    return z.NEVER;
  });
}

/**
 * A group whose names the operator chooses, such as plans. Unlike `z.record` with a key schema,
 * a wrong name does not hide what is wrong below it.
 */
export function named<T>(allowedNames: string, isName: (name: string) => boolean, schema: z.ZodType<T>) {
  const record = z.record(z.string(), schema);
  return z.unknown().transform((input, context): Record<string, T> => {
    const result = record.safeParse(input);
    const names = Object.keys(result.success ? result.data : groupOf(input));
    const wrongNames = names.filter((name) => !isName(name)).map((name) => wrongName(name, allowedNames));
    context.issues.push(...wrongNames, ...(result.success ? [] : result.error.issues.map(raw)));
    return result.success && wrongNames.length === 0 ? result.data : z.NEVER;
  });
}

function wrongName(name: string, allowed: string): z.core.$ZodRawIssue {
  return { code: 'invalid_key', origin: 'record', issues: [], message: allowed, path: [name], input: name };
}

function raw(issue: z.core.$ZodIssue): z.core.$ZodRawIssue {
  // A finished issue differs from a raw one by its message only, but the two unions are not declared alike.
  return issue as z.core.$ZodRawIssue;
}

/** A whole number between two bounds; from the environment it arrives as digits. */
export function wholeNumber(minimum: number, maximum: number) {
  const fromDigits = z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number);
  const number = z.union([z.int(), fromDigits]).pipe(z.int().min(minimum).max(maximum));
  return value(`a whole number from ${minimum} to ${maximum}`, number);
}

/** Text of 1 to `maximum` characters on one line. */
export function line(allowed: string, maximum = 200) {
  return value(allowed, singleLine(maximum));
}

/** One of a closed set of words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return value(`one of: ${words.join(', ')}`, z.enum(words));
}

/** `true` or `false`. */
export function yesOrNo() {
  return value('true or false', z.boolean());
}

/**
 * The issuer: an origin and nothing else, because it is compared letter by letter everywhere.
 * No path: cookies, WebAuthn and the well-known documents belong to the whole origin.
 * @see OpenID Connect Discovery 1.0, section 3 (no query, no fragment)
 */
export function issuerOrigin() {
  const allowed =
    'https://host[:port] in lower case without path, trailing slash, query or fragment; http:// only for localhost, 127.x.x.x or [::1]';
  return value(allowed, z.string().refine(isIssuer));
}

/** A URL with one of the given schemes (each with its colon) and a host. */
export function urlWithScheme(allowed: string, schemes: readonly string[]) {
  const accepts = (text: string) => {
    const url = URL.parse(text);
    return url !== null && schemes.includes(url.protocol) && url.hostname !== '';
  };
  return value(allowed, singleLine(2000).refine(accepts));
}

/** The address of a PostgreSQL, or of several of which one takes writes. */
export function databaseAddress() {
  const allowed =
    'postgres://user:password@host:port/database; of several hosts as host:port,host:port before the name of the database, with target_session_attrs=read-write or primary if at all';
  return value(allowed, singleLine(2000).refine(isDatabaseAddress));
}

/** A name or address to listen on, without scheme and port. */
export function listeningHost() {
  const isHost = (text: string) => isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text);
  return value('a host name or an IP address without a port, such as 127.0.0.1', z.string().refine(isHost));
}

/** `address@host` or `Name <address@host>`. */
export function sender() {
  const shape = /^(?:[^<>]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;
  return value('an e-mail address, alone or as: Name <address@host>', singleLine(300).regex(shape));
}

/** Keys of 32 bytes, newest first: text with commas, or a list of texts. */
export function keyList() {
  const listed = z.union([z.array(z.string()), z.string().transform((text) => text.split(','))]);
  const keys = listed.transform((parts) => parts.map((part) => part.trim())).pipe(z.array(key()).min(1));
  return value('base64 of exactly 32 bytes, several separated by commas, newest first', keys);
}

function key() {
  // Buffer.from ignores what is not base64, so the text is checked before it is decoded.
  return z
    .string()
    .regex(/^[A-Za-z0-9+/_-]{43}=?$/)
    .transform((text) => Buffer.from(text, 'base64'));
}

function singleLine(maximum: number) {
  return z.string().regex(new RegExp(`^[^\\p{Cc}]{1,${maximum}}$`, 'u'));
}

function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.origin !== text) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

function groupOf(input: unknown): object {
  return typeof input === 'object' && input !== null ? input : {};
}

/** A network of an intranet. */
export function privateNetwork() {
  return value(
    `a network such as 10.0.0.0/8 within ${privateRanges.join(', ')}`,
    z.string().refine(isPrivateNetwork),
  );
}

/** Work factors of argon2id, as hashes spell them; at least one of the equal pairs. */
export function hashFactors() {
  const pairs = equalPairs.map(({ memoryCost, timeCost }) => `m=${memoryCost},t=${timeCost}`).join(', ');
  const most = `at most m=${mostFactors.memoryCost}, and m times t ${mostFactors.memoryTimesPasses}`;
  const allowed = `argon2id m=…,t=…,p=1 of at least one of ${pairs}; ${most}`;
  return value(
    allowed,
    z.string().refine((text) => readHashFactors(text) !== null),
  );
}
