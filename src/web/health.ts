import type { Middleware } from 'koa';
import { requireReading } from './http/methods.ts';

/**
 * `/health/live`: the process answers. `/health/ready`: it can also reach its database.
 * @throws Refusal `method_not_allowed` for all but reading
 */
export function health(options: { readonly isReady: () => Promise<boolean> }): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/health/live' && ctx.path !== '/health/ready') return next();
    requireReading(ctx);
    if (ctx.path === '/health/live') return answer(ctx, 'live');
    const isReady = await options.isReady().catch(() => false);
    answer(ctx, isReady ? 'ready' : 'not ready');
    if (!isReady) {
      ctx.status = 503;
      ctx.set('retry-after', '2');
    }
  };
}

function answer(ctx: Parameters<Middleware>[0], status: string): void {
  ctx.set('cache-control', 'no-store');
  ctx.body = { status };
}
