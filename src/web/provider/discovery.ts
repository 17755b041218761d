import type { Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { machineScope } from '../../environments/client-terms.ts';

/**
 * Changes what the library tells of itself, after it: its setting `discovery` adds what is missing, and takes nothing
 * away. The scope of machines is of use to no application that reads this.
 * @see OpenID Connect Discovery 1.0 section 3
 */
export const tellMore: Middleware = async (ctx, next) => {
  await next();
  if ((ctx as unknown as KoaContextWithOIDC).oidc?.route !== 'discovery') return;
  const { scopes_supported: scopes } = ctx.body as { readonly scopes_supported: readonly string[] };
  Object.assign(ctx.body as object, { scopes_supported: scopes.filter((scope) => scope !== machineScope) });
};
