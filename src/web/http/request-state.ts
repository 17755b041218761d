import type { Middleware } from 'koa';
import { describeRequest, type Logger, newRequestId } from '../../logging/logger.ts';
import type { RequestState } from './context.ts';
import { sourceAddress } from './source-address.ts';

/** Gives each request its id and source address. */
export function requestState(options: { readonly trustedProxies: number }): Middleware {
  return async (ctx, next) => {
    const state: RequestState = {
      requestId: newRequestId(),
      sourceAddress: sourceAddress(ctx.req, options.trustedProxies),
      formLeadsAway: false,
      chosenLanguage: null,
      hasScript: false,
      isWatched: false,
      wayOn: null,
    };
    Object.assign(ctx.state, state);
    ctx.set('x-request-id', state.requestId);
    await next();
  };
}

/** One line a request, when it has been answered. */
export function requestLog(logger: Logger): Middleware {
  return async (ctx, next) => {
    const startedAt = performance.now();
    ctx.res.once('close', () => {
      const durationMs = Math.round(performance.now() - startedAt);
      const { requestId, sourceAddress: source } = ctx.state as RequestState;
      logger.info(
        { ...describeRequest(ctx.req), requestId, source, status: ctx.res.statusCode, durationMs },
        'request',
      );
    });
    await next();
  };
}
