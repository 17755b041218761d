import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import {
  type ConsentTerms,
  covers,
  isRememberedFor,
  withAttributes,
} from '../../people/remembered-consent.ts';
import { isOlderThanClient } from '../decisions/older-than-client.ts';
import { grantCounts, isUnread, markUnread } from '../decisions/unread-grants.ts';
import type { ProviderRecords } from '../records/provider-records.ts';
import type { DirectoryEntry } from './client-directory.ts';
import type { ProviderRuntime } from './runtime.ts';

interface GrantDeps {
  readonly runtime: ProviderRuntime;
  /** Of the request. */
  readonly records: Pick<ProviderRecords, 'write'>;
}

/**
 * The grant of this session for the client. A first-party client gets whatever it asks for, without a consent page;
 * any other only what the person agreed to, in this session or in one before.
 */
export function createLoadExistingGrant({ runtime, records }: GrantDeps) {
  return async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
    const { client, session, account, provider } = ctx.oidc;
    if (client === undefined || session === undefined || account === undefined) return undefined;
    const grantId = ctx.oidc.result?.consent?.grantId ?? session.grantIdFor(client.clientId);
    const entry = await runtime.clients.find(client.clientId);
    const firstParty = entry?.client.firstParty === true;
    const found =
      grantId === undefined || !grantCounts({ firstParty }, grantId)
        ? undefined
        : await provider.Grant.find(grantId);
    const existing = entry !== null && isOlderThanClient(entry.client, found?.iat) ? undefined : found;
    if (!firstParty)
      return entry === null ? existing : withRemembered({ runtime, records }, ctx, { entry, existing });
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

interface OfSession {
  readonly entry: DirectoryEntry;
  readonly existing: Grant | undefined;
}

/**
 * What the session has, or a grant of its own for what is both asked and remembered. Where more is asked than that, the
 * person reads all of it. At `prompt=consent` they are asked in any case; whoever has agreed just now has their grant.
 */
async function withRemembered(
  { runtime: { db, clock }, records }: GrantDeps,
  ctx: KoaContextWithOIDC,
  { entry, existing }: OfSession,
): Promise<Grant | undefined> {
  const { account, client, provider, prompts, result, entities } = ctx.oidc;
  if (account === undefined || client === undefined || !isRememberedFor(entry.client)) return existing;
  // A code that a device shows may come from anybody.
  if (prompts.has('consent') || result?.consent !== undefined || entities.DeviceCode !== undefined)
    return existing;
  const asked = askedOf(ctx);
  if (existing !== undefined && covers({ terms: termsOf(existing) }, asked)) return existing;
  const { accountId } = account;
  const consent = await db.consents.find(accountId, client.clientId, clock());
  if (consent === null || !covers(consent, withAttributes(asked, entry.client.metadata))) return existing;
  // Of another client that had this id.
  if (isOlderThanClient(entry.client, consent.agreedAt.getTime() / 1000)) return existing;
  const { clientId } = client;
  const grant = existing ?? new provider.Grant({ accountId, clientId });
  addRequested(ctx, grant);
  // Who withdraws it while this request is under way has withdrawn it from this request too.
  await records.write([{ model: 'Consent', id: accountId, clientId, payload: 'agreed' }]);
  await grant.save();
  return grant;
}

/** About the sign-in, not the person: nobody is asked for these. The library's prompt has the same list. */
const unasked: ReadonlySet<string> = new Set(['sub', 'sid', 'auth_time', 'acr', 'amr', 'iss']);

function askedOf({ oidc }: KoaContextWithOIDC): ConsentTerms {
  const resources = Object.entries(oidc.resourceServers ?? {}).map(
    ([uri, { scopes }]) => [uri, [...oidc.requestParamScopes].filter((scope) => scopes.has(scope))] as const,
  );
  return {
    scopes: [...oidc.requestParamOIDCScopes],
    claims: [...oidc.requestParamClaims].filter((claim) => !unasked.has(claim)),
    resources: Object.fromEntries(resources),
  };
}

function termsOf(grant: Grant): ConsentTerms {
  const resources = Object.keys(grant.resources ?? {});
  return {
    scopes: grant.getOIDCScope().split(' '),
    claims: grant.getOIDCClaims(),
    resources: Object.fromEntries(resources.map((uri) => [uri, grant.getResourceScope(uri).split(' ')])),
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
