import type { Account, AccountClaims, FindAccount, KoaContextWithOIDC } from 'oidc-provider';
import type { Person } from '../../people/person.ts';
import { claimsOfProfile } from '../../people/standard-claims.ts';
import type { ProviderRuntime } from '../library/runtime.ts';
import { decideAtAuthorization } from './authorization-state.ts';
import { narrowRequestedClaims } from './narrow-claims.ts';
import { narrowScope } from './narrow-scope.ts';
import { organizationClaim, type RequestedOrganization } from './organization-claim.ts';
import { requestedAcrNames } from './request-facts.ts';
import {
  decideAtToken,
  type IssuedToken,
  proofClaimsIn,
  proofClaimsOf,
  restateProofs,
  type TokenOfPerson,
  type TokenState,
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
  // Here no token is made: a code stands for what it is redeemed for.
  return accountOf(runtime, { ...state, organization: null, proven: {} });
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
  const organization = requestedOrganization(token.claims);
  if (token.kind === 'AccessToken') {
    restateProofs(runtime, token, state);
    return accountOf(runtime, { ...state, organization, proven: proofClaimsIn(token.extra) });
  }
  // The library copies these into the ID token and into the next refresh token: always what the session has proven.
  Object.assign(token, { amr: state.amr, acr: state.acr });
  return accountOf(runtime, { ...state, organization, proven: proofClaimsOf(state) });
}

/** What an account is told from. */
interface Told extends Pick<TokenState, 'person' | 'facts'> {
  readonly organization: RequestedOrganization;
  /** About the sign-in, not the person; of the ID token the library states all but `mfa_time` by itself. */
  readonly proven: Readonly<Record<string, unknown>>;
}

function accountOf(runtime: ProviderRuntime, { person, facts, organization, proven }: Told): Account {
  return {
    accountId: person.user.id,
    claims: async (_use, scope) => ({
      sub: person.user.id,
      ...profileClaims(person),
      ...proven,
      // The scope alone decides: the claim is masked together with `openid`, so that it also reaches the ID token.
      ...(scope.split(' ').includes('organization')
        ? { organization: organizationClaim(facts, organization, runtime.clock()) }
        : {}),
    }),
  };
}

/** Read from the token itself: the library hands over requested claims only as far as a person consented to each. */
function requestedOrganization(claims: unknown): RequestedOrganization {
  return (claims as { id_token?: { organization?: RequestedOrganization } } | undefined)?.id_token
    ?.organization;
}

/** @see OpenID Connect Core 1.0 section 5.1; the library picks those that the scopes allow. */
function profileClaims({ user }: Person): Omit<AccountClaims, 'sub'> {
  return {
    ...claimsOfProfile(user.profile),
    email: user.email,
    email_verified: user.emailVerified,
    ...(user.name === null ? {} : { name: user.name }),
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
