import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { ClientDirectory } from './client-directory.ts';

/**
 * The grant of this session for the client. A first-party client gets whatever it asks for, without a consent page;
 * any other only what the person agreed to.
 */
export function createLoadExistingGrant(clients: ClientDirectory) {
  return async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
    const { client, session, account, provider } = ctx.oidc;
    if (client === undefined || session === undefined || account === undefined) return undefined;
    const grantId = ctx.oidc.result?.consent?.grantId ?? session.grantIdFor(client.clientId);
    const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId);
    const entry = await clients.find(client.clientId);
    if (entry?.client.firstParty !== true) return existing;
    const grant = existing ?? new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
    if (addRequested(ctx, grant) || existing === undefined) await grant.save();
    return grant;
  };
}

/** @returns whether the grant has grown. */
function addRequested(ctx: KoaContextWithOIDC, grant: Grant): boolean {
  const before = JSON.stringify([grant.openid, grant.resources]);
  grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes].join(' '));
  grant.addOIDCClaims([...ctx.oidc.requestParamClaims]);
  for (const [resource, server] of Object.entries(ctx.oidc.resourceServers ?? {})) {
    const asked = [...ctx.oidc.requestParamScopes].filter((scope) => server.scopes.has(scope));
    grant.addResourceScope(resource, asked.join(' '));
  }
  return JSON.stringify([grant.openid, grant.resources]) !== before;
}
