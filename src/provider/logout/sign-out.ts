import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { ClientDirectory } from '../library/client-directory.ts';

/**
 * At the sign-out the library looks up every application of the session, one after the other: a second for a thousand
 * of them. This reads them in one statement before; who may do what is left to the library.
 */
export function readClientsAhead(provider: Provider, clients: ClientDirectory): void {
  const confirmPath = provider.pathFor('end_session_confirm', { mountPath: '' });
  provider.use(async (ctx, next) => {
    if (ctx.method === 'POST' && ctx.path === confirmPath) {
      const { authorizations = {} } = await provider.Session.get(ctx);
      await clients.readAhead(Object.keys(authorizations));
    }
    await next();
  });
}

/** The library ends the confirmation on one page, whether somebody signed out or declined: the session tells which. */
export async function isSignedIn(ctx: KoaContextWithOIDC): Promise<boolean> {
  const { accountId } = await ctx.oidc.provider.Session.get(ctx);
  return accountId !== undefined;
}
