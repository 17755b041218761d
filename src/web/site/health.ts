import type { Middleware } from 'koa';
import type { WebDeps } from '../http/context.ts';
import { requireReading } from '../http/methods.ts';

/**
 * `/health/live`: the process answers. `/health/ready`: it can also reach its database, and all its tables are there.
 * @throws Refusal `method_not_allowed` for all but reading
 */
export function health(deps: Pick<WebDeps, 'missingTables' | 'logger'>): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/health/live' && ctx.path !== '/health/ready') return next();
    requireReading(ctx);
    if (ctx.path === '/health/live') return answer(ctx, 'live');
    const isReady = await isReadyNow(deps);
    answer(ctx, isReady ? 'ready' : 'not ready');
    if (!isReady) {
      ctx.status = 503;
      ctx.set('retry-after', '2');
    }
  };
}

async function isReadyNow({
  missingTables,
  logger,
}: Pick<WebDeps, 'missingTables' | 'logger'>): Promise<boolean> {
  try {
    const missing = await missingTables();
    if (missing.length > 0) logger.error({ missing }, 'the database lacks tables or columns');
    return missing.length === 0;
  } catch {
    return false;
  }
}

function answer(ctx: Parameters<Middleware>[0], status: string): void {
  ctx.set('cache-control', 'no-store');
  ctx.body = { status };
}
