import type { Account, FindAccount, KoaContextWithOIDC } from 'oidc-provider';
import type { ProviderRuntime } from '../library/runtime.ts';
import { accountClaims, type Told } from './account-claims.ts';
import { decideAtAuthorization } from './authorization-state.ts';
import { narrowRequestedClaims } from './narrow-claims.ts';
import { narrowScope } from './narrow-scope.ts';
import { requestedOrganization } from './organization-claim.ts';
import { hideUse } from './refresh-rotation.ts';
import { requestedAcrNames } from './request-facts.ts';
import {
  decideAtToken,
  type IssuedToken,
  proofClaimsIn,
  proofClaimsOf,
  restateProofs,
  type TokenOfPerson,
} from './token-state.ts';

/**
 * The library's `findAccount`. Without a token it serves the authorization endpoint, where prompts follow; with one it
 * is the last word: answering undefined refuses the code, refresh token or access token.
 */
export function createFindAccount(runtime: ProviderRuntime): FindAccount {
  return async (ctx, sub, token) => {
    if (token === undefined) return atAuthorization(runtime, ctx, sub);
    return atToken(runtime, ctx, { userId: sub, token: token as IssuedToken });
  };
}

async function atAuthorization(
  runtime: ProviderRuntime,
  ctx: KoaContextWithOIDC,
  sub: string,
): Promise<Account | undefined> {
  const state = await decideAtAuthorization(runtime, ctx, sub);
  if (state === undefined) return undefined;
  const entry = await runtime.clients.find(ctx.oidc.client?.clientId ?? '');
  if (entry !== null) narrowRequestedClaims(ctx, entry.client.metadata);
  narrowOrganizationClaim(ctx);
  keepRequestedAcr(ctx);
  askForSid(ctx);
  // Here no token is made: a code stands for what it is redeemed for.
  return accountOf(ctx, { ...state, now: runtime.clock(), organization: null, proven: {} });
}

async function atToken(
  runtime: ProviderRuntime,
  ctx: KoaContextWithOIDC,
  tokenOfPerson: TokenOfPerson,
): Promise<Account | undefined> {
  const { token } = tokenOfPerson;
  if (!(await narrowScope(runtime.clients, ctx, token))) return undefined;
  const state = await decideAtToken(runtime, ctx, tokenOfPerson);
  if (state === undefined) return undefined;
  const told = { ...state, now: runtime.clock(), organization: requestedOrganization(token.claims) };
  if (token.kind === 'AccessToken') {
    restateProofs(runtime, token, state);
    return accountOf(ctx, { ...told, proven: proofClaimsIn(token.extra) });
  }
  // The library copies these into the ID token and into the next refresh token: always what the session has proven.
  Object.assign(token, { amr: state.amr, acr: state.acr });
  if (token.kind === 'RefreshToken') hideUse(token);
  return accountOf(ctx, { ...told, proven: proofClaimsOf(state) });
}

function accountOf(ctx: KoaContextWithOIDC, told: Told): Account {
  return {
    accountId: told.person.user.id,
    claims: async (use, scope, claims) => accountClaims(ctx, told, { use, scope, claims }),
  };
}

/**
 * The extra parameter `organization=<slug>` as a claims request, which is what the library carries along with codes
 * and tokens. It narrows the claim, never the rules that bind.
 */
function narrowOrganizationClaim(ctx: KoaContextWithOIDC): void {
  const slug = ctx.oidc.params?.organization;
  if (typeof slug !== 'string') return;
  const claims: Record<string, Record<string, unknown>> = ctx.oidc.claims as never;
  for (const target of ['id_token', 'userinfo']) {
    claims[target] = { ...claims[target], organization: { value: slug } };
  }
}

/** The library lets `acr_values` overwrite the `acr` of the claims request, which travels on with codes and tokens. */
function keepRequestedAcr(ctx: KoaContextWithOIDC): void {
  const names = requestedAcrNames(ctx.oidc.params ?? {});
  if (names.length === 0) return;
  const claims: Record<string, Record<string, unknown>> = ctx.oidc.claims as never;
  claims.id_token = { ...claims.id_token, acr: { values: names } };
}

/** Of each application's sign-ins in one session: it tells them apart at sign-out, also where it is told of none. */
function askForSid({ oidc }: KoaContextWithOIDC): void {
  if (oidc.client?.backchannelLogoutSessionRequired !== true) return;
  const claims: Record<string, Record<string, unknown>> = oidc.claims as never;
  claims.id_token = { ...claims.id_token, sid: null };
}
