import type { IncomingMessage } from 'node:http';
import type { Middleware, ParameterizedContext } from 'koa';
import { Refusal } from '../../refusal/refusal.ts';

/**
 * Makes every request look as if it came to the issuer's own host: links, documents and redirects are built from these
 * headers, and what a client or a proxy claims must not get into them (attack A-37).
 */
export function pinOrigin(request: IncomingMessage, issuer: URL): void {
  request.headers.host = issuer.host;
  request.headers['x-forwarded-proto'] = issuer.protocol.slice(0, -1);
  delete request.headers['x-forwarded-host'];
  delete request.headers[':authority'];
  request.url = withoutOrigin(request.url ?? '/');
}

/** A proxy's form of the request line (`GET http://host/path`, RFC 9112 section 3.2.2) names a host as well. */
function withoutOrigin(target: string): string {
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  return path === target || path.startsWith('/') ? path : `/${path}`;
}

/**
 * Refuses a form that another site made the browser send. `SameSite=Lax` cookies already keep such forms without a
 * session; this is the second wall. Programs send neither header and are let through: they have no cookies to abuse.
 */
export function requireOwnOrigin(issuer: URL): Middleware {
  return async (ctx, next) => {
    if (ctx.method === 'POST' && !isOwn(ctx, issuer)) throw new Refusal('wrong_origin');
    await next();
  };
}

/**
 * Whether one of our own pages, or the person themselves, made the browser ask. Browsers too old for `Sec-Fetch-Site` say
 * `Origin: null` where a page hides its own, as one of a neighbouring host may that `SameSite` does not keep out; our own
 * pages never do, because of their Referrer-Policy.
 */
export function isOwn(ctx: ParameterizedContext, issuer: URL): boolean {
  const [site, origin] = [ctx.get('sec-fetch-site'), ctx.get('origin')];
  if (site !== '') return site === 'same-origin' || site === 'none';
  return origin === '' || origin === issuer.origin;
}
