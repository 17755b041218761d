import type { ParameterizedContext } from 'koa';
import { cookieName } from '../../provider/library/cookie-name.ts';
import { ownCookie } from '../http/own-cookie.ts';

/**
 * A cookie that says which application each of the last sign-ins in this browser is for. The provider forgets a sign-in
 * with its end, and somebody who goes back to its page then wants to get to that application. It proves nothing: the
 * address comes from the registration.
 *
 * Value: pairs of the first characters of an interaction's id and a client id in base64url, joined by dots; signed.
 */
const signInsRemembered = 5;

/** Enough to tell one from another, and too little to stand for it. */
const idLength = 8;

/** Pages are left open over night. */
const maxAgeMs = 24 * 60 * 60 * 1000;

/** Longer ids would fill the request's headers. */
const maxClientIdLength = 200;

interface Began {
  /** Of the interaction. */
  readonly uid: string;
  readonly clientId: string;
}

/** Notes for which application a sign-in begins. */
export function rememberApplication(ctx: ParameterizedContext, issuer: URL, { uid, clientId }: Began): void {
  if (clientId.length > maxClientIdLength) return;
  const pair = `${shortOf(uid)}~${Buffer.from(clientId).toString('base64url')}`;
  const others = read(ctx, issuer).filter((each) => !each.startsWith(`${shortOf(uid)}~`));
  const remembered = [pair, ...others].slice(0, signInsRemembered);
  ctx.cookies.set(
    cookieName(issuer, 'applications'),
    remembered.join('.'),
    ownCookie(issuer, { signed: true, maxAge: maxAgeMs }),
  );
}

/** The client id of the application that a sign-in was for; null where this browser does not know it. */
export function rememberedApplication(ctx: ParameterizedContext, issuer: URL, uid: string): string | null {
  const pair = read(ctx, issuer).find((each) => each.startsWith(`${shortOf(uid)}~`));
  const [, encoded] = pair?.split('~') ?? [];
  return encoded === undefined ? null : Buffer.from(encoded, 'base64url').toString('utf8');
}

function read(ctx: ParameterizedContext, issuer: URL): string[] {
  return ctx.cookies.get(cookieName(issuer, 'applications'), { signed: true })?.split('.') ?? [];
}

function shortOf(uid: string): string {
  return uid.slice(0, idLength);
}
