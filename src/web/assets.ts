import type { Middleware } from 'koa';
import type { Stylesheet } from './rendering.ts';

const oneYearSeconds = 365 * 24 * 60 * 60;

/** The stylesheet; its address has its hash, so it never changes. */
export function assets({ path, content }: Stylesheet): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== path || !['GET', 'HEAD'].includes(ctx.method)) return next();
    ctx.type = 'css';
    ctx.set('cache-control', `public, max-age=${oneYearSeconds}, immutable`);
    ctx.body = content;
  };
}
