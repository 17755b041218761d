import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import { seeOther } from './see-other.ts';

/** The library's authorization endpoint. */
export const authorizationPath = '/auth';

/** Whether an application has the browser post its authorization request instead of putting it into the address. */
export function isPostedAuthorization({ method, url = '/' }: IncomingMessage): boolean {
  return method === 'POST' && likeTheLibrary.test(url.split('?', 1)[0] ?? '');
}

/** In either case, and with a slash at the end. */
const likeTheLibrary = new RegExp(`^${authorizationPath}/?$`, 'i');

/**
 * Turns a posted authorization request into the same one by GET. The library would take it by itself only with a session
 * cookie that any site's form may carry along (`SameSite=None`); a redirect is a navigation, so that `Lax` is enough.
 * Parameters stay as they are, repeated ones too: refusing them is the library's.
 * @see OpenID Connect Core 1.0 section 3.1.2.1
 */
export const redirectPostedAuthorization: Middleware = async (ctx, next) => {
  if (!isPostedAuthorization(ctx.req)) return next();
  const parameters = new URLSearchParams((ctx.request as { rawBody?: string }).rawBody ?? '');
  seeOther(ctx, `${authorizationPath}?${parameters}`);
};
