import type { ParameterizedContext } from 'koa';
import { cookieName } from '../../provider/library/cookie-name.ts';
import { ownCookie } from '../http/own-cookie.ts';

/**
 * The cookie of a device on which a second factor was proven (ruling 7): an id of 256 random bits that the database
 * knows by its hash, bound to one user and given anew with every sign-in that proves a factor or rests on it.
 *
 * Why not the cookie of known-device.ts: that one only chooses whose budget of password failures is charged. It lives
 * for 180 days with the same id, names up to five accounts, is given without any second factor, and nothing on the
 * server can take it back. This one spares a factor. A single cookie would either let such an id do that, or lose the
 * known accounts, and with them the protection from strangers, at each revocation and change of id.
 *
 * It is not signed: who guesses 256 bits needs no signature.
 */
export function rememberedDeviceCookie(issuer: URL): string {
  return cookieName(issuer, 'remembered');
}

/** The id that the browser shows; null for none. Whether anybody is remembered under it, the database says. */
export function rememberedDeviceId(ctx: ParameterizedContext, issuer: URL): string | null {
  return ctx.cookies.get(rememberedDeviceCookie(issuer), { signed: false }) ?? null;
}

/** Gives the browser its (new) id until the device is forgotten. */
export function keepRememberedDevice(
  ctx: ParameterizedContext,
  issuer: URL,
  { id, expiresAt, now }: { readonly id: string; readonly expiresAt: Date; readonly now: Date },
): void {
  ctx.cookies.set(
    rememberedDeviceCookie(issuer),
    id,
    ownCookie(issuer, { signed: false, maxAge: Math.max(0, expiresAt.getTime() - now.getTime()) }),
  );
}
