import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import { seeOther } from './see-other.ts';

/** The library's endpoints that applications send browsers to with a form as well: authorization and sign-out. */
const paths = ['/auth', '/session/end'] as const;

type PostedPath = (typeof paths)[number];

/** Where an application has the browser post its request instead of putting it into the address; null for anything else. */
export function postedRequestPath({ method, url = '/' }: IncomingMessage): PostedPath | null {
  if (method !== 'POST') return null;
  // Like the library: in either case, and with a slash at the end.
  const path = (url.split('?', 1)[0] ?? '').toLowerCase().replace(/\/$/, '');
  return paths.find((each) => each === path) ?? null;
}

/**
 * Turns a posted request into the same one by GET. The library would take it by itself only with a session cookie that
 * any site's form may carry along (`SameSite=None`), and at the sign-out would find nobody signed in without one; a
 * redirect is a navigation, so that `Lax` is enough. Parameters stay as they are, repeated ones too: refusing them is the
 * library's.
 * @see OpenID Connect Core 1.0 section 3.1.2.1, RP-Initiated Logout 1.0 section 2
 */
export const redirectPostedRequest: Middleware = async (ctx, next) => {
  const path = postedRequestPath(ctx.req);
  if (path === null) return next();
  const parameters = new URLSearchParams((ctx.request as { rawBody?: string }).rawBody ?? '');
  seeOther(ctx, `${path}?${parameters}`);
};
