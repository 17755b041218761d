import type { Middleware } from 'koa';

/**
 * `/health/live`: the process answers. `/health/ready`: it can also reach its database.
 * @see RFC 9110 section 15.5.6 for what other methods get
 */
export function health(options: { readonly isReady: () => Promise<boolean> }): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/health/live' && ctx.path !== '/health/ready') return next();
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return refuseMethod(ctx);
    if (ctx.path === '/health/live') return answer(ctx, 'live');
    const isReady = await options.isReady().catch(() => false);
    answer(ctx, isReady ? 'ready' : 'not ready');
    if (!isReady) {
      ctx.status = 503;
      ctx.set('retry-after', '2');
    }
  };
}

function refuseMethod(ctx: Parameters<Middleware>[0]): void {
  ctx.status = 405;
  ctx.set('allow', 'GET, HEAD');
  ctx.body = { status: 'method not allowed' };
}

function answer(ctx: Parameters<Middleware>[0], status: string): void {
  ctx.set('cache-control', 'no-store');
  ctx.body = { status };
}
