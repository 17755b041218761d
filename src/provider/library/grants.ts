import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import { isOlderThanClient } from '../decisions/older-than-client.ts';
import { grantCounts, isUnread, markUnread } from '../decisions/unread-grants.ts';
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
    const entry = await clients.find(client.clientId);
    const firstParty = entry?.client.firstParty === true;
    const found =
      grantId === undefined || !grantCounts({ firstParty }, grantId)
        ? undefined
        : await provider.Grant.find(grantId);
    const existing = entry !== null && isOlderThanClient(entry.client, found?.iat) ? undefined : found;
    if (!firstParty) return existing;
    if (existing !== undefined && !addRequested(ctx, existing)) return existing;
    if (existing !== undefined && isUnread(existing.jti)) {
      await existing.save();
      return existing;
    }
    // Beside one that the person has agreed to, from when the client was not first-party: that stays what they have read.
    const owner = { accountId: account.accountId, clientId: client.clientId };
    const grant = markUnread(new provider.Grant(owner));
    addRequested(ctx, grant);
    await grant.save();
    return grant;
  };
}

/** @returns whether the grant has grown; it is not saved yet. */
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
