import { createHash } from 'node:crypto';
import type { ParameterizedContext } from 'koa';
import { normalizeEmail } from '../../people/email.ts';
import { cookieName } from '../../provider/library/cookie-name.ts';
import { ownCookie } from '../http/own-cookie.ts';

/**
 * A cookie that says "these accounts have signed in on this device before": their passwords are throttled apart from
 * what strangers try, so that nobody can be slowed down by them (product decision 6). It proves nothing else.
 *
 * Value: device id and up to five hashes of e-mails, joined by dots; signed.
 */
const accountsRemembered = 5;

const maxAgeMs = 180 * 24 * 60 * 60 * 1000;

/** The id of this device if the account has signed in on it before, else null. */
export function knownDeviceId(ctx: ParameterizedContext, issuer: URL, email: string): string | null {
  const [id, ...accounts] = read(ctx, issuer);
  return id !== undefined && accounts.includes(accountHash(email)) ? id : null;
}

/**
 * Adds the account to this device after a complete sign-in.
 * @param account.newId for a device that has none yet
 */
export function rememberDevice(
  ctx: ParameterizedContext,
  issuer: URL,
  { email, newId }: { readonly email: string; readonly newId: string },
): void {
  const [id = newId, ...accounts] = read(ctx, issuer);
  const hash = accountHash(email);
  const remembered = [hash, ...accounts.filter((each) => each !== hash)].slice(0, accountsRemembered);
  ctx.cookies.set(
    cookieName(issuer, 'device'),
    [id, ...remembered].join('.'),
    ownCookie(issuer, { signed: true, maxAge: maxAgeMs }),
  );
}

function read(ctx: ParameterizedContext, issuer: URL): string[] {
  return ctx.cookies.get(cookieName(issuer, 'device'), { signed: true })?.split('.') ?? [];
}

function accountHash(email: string): string {
  return createHash('sha256').update(normalizeEmail(email)).digest('base64url').slice(0, 22);
}
