import type { Middleware } from 'koa';

/** Headers for every answer. Signing out posts a form that the provider redirects, so its origin is allowed there. */
export function securityHeaders(issuer: string): Middleware {
  const formTargets = `'self' ${new URL(issuer).origin}`;
  const policy = `default-src 'none'; style-src 'self'; form-action ${formTargets}; base-uri 'none'; frame-ancestors 'none'`;
  return async (ctx, next) => {
    ctx.set({
      'Content-Security-Policy': policy,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
    await next();
  };
}
