import type { Middleware } from 'koa';
import type { RequestState, WebDeps } from '../context.ts';
import { requireReading } from '../http/methods.ts';
import { bareFrame } from '../pages/errors.ts';

/** @see OpenID Connect Discovery 1.0, section 4 */
const discoveryPath = '/.well-known/openid-configuration';

/** `/`: who typed the issuer's address is told what this is, and developers where its settings are. */
export function home({ renderer }: Pick<WebDeps, 'renderer'>): Middleware<RequestState> {
  return async (ctx, next) => {
    if (ctx.path !== '/') return next();
    requireReading(ctx);
    ctx.type = 'html';
    ctx.body = renderer.renderPage({ ...bareFrame(ctx), page: 'home', discoveryPath });
  };
}
