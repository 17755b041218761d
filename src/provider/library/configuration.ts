import type { Configuration, Provider } from 'oidc-provider';
import {
  clientAuthAlgorithms,
  clientAuthMethods,
  clientScopes,
  defaultScope,
  idTokenAlgorithms,
  promptValues,
  responseTypes,
  subjectTypes,
} from '../../environments/client-terms.ts';
import type { PkceRule } from '../../environments/pkce.ts';
import { supportedAcrValues } from '../../policy/factors/acr.ts';
import { createFindAccount } from '../decisions/account.ts';
import { tiesOf } from '../decisions/api-token.ts';
import { createIntrospectionPolicy } from '../decisions/introspection.ts';
import { invitationParameter } from '../decisions/joining.ts';
import { claimsOfScopes } from '../decisions/narrow-claims.ts';
import { organizationScopes } from '../decisions/organization-claim.ts';
import { ownPagesParameter } from '../decisions/own-pages.ts';
import { createPrompts } from '../decisions/prompts.ts';
import { createRotation } from '../decisions/refresh-rotation.ts';
import { ownApiOf, type ResourceSettings, resourceIndicators, tokenHeaders } from '../decisions/resources.ts';
import { personClaims } from '../decisions/token-claims.ts';
import type { IssuedToken } from '../decisions/token-state.ts';
import type { RequestRecords } from '../records/request-records.ts';
import { createAdapterFactory } from './adapter.ts';
import { createAssertionCheck } from './client-assertions.ts';
import { cookieName } from './cookie-name.ts';
import { createLoadExistingGrant } from './grants.ts';
import { lifetimes } from './lifetimes.ts';
import { requirePkce } from './pkce.ts';
import type { ProviderPages } from './provider-pages.ts';
import type { ProviderRuntime } from './runtime.ts';

/** For a deployment that has a provider of its own: adds its settings to ours. Called again after a key rotation. */
export type BuildProvider = (issuer: string, configuration: Configuration) => Provider;

export interface ProviderSettings {
  readonly issuer: string;
  /** Sign the cookies, newest first. */
  readonly cookieKeys: readonly string[];
  readonly resources: ResourceSettings;
  readonly requirePkce: PkceRule;
  readonly pages: ProviderPages;
  /** Languages of the pages, for `ui_locales`. */
  readonly languages: readonly string[];
  /** Makes the provider from our configuration; default `new Provider(issuer, configuration)`. */
  readonly build?: BuildProvider | undefined;
  /** Puts headers and logging around each provider that is built. */
  readonly dress: (provider: Provider) => void;
}

/** What a provider is built of. */
export interface ProviderParts {
  readonly runtime: ProviderRuntime;
  readonly records: RequestRecords;
  readonly settings: ProviderSettings;
}

/** Everything of the library that we decide on; what is not here keeps the library's default. */
export function createConfiguration({ runtime, records, settings }: ProviderParts): Configuration {
  return {
    adapter: createAdapterFactory(records, runtime.clients),
    findAccount: createFindAccount(runtime),
    loadExistingGrant: createLoadExistingGrant({ runtime, records }),
    interactions: {
      policy: createPrompts(runtime.clients),
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
    },
    acrValues: [...supportedAcrValues(runtime.acrAliases)],
    claims,
    scopes: [...clientScopes],
    subjectTypes: [...subjectTypes],
    // It says for whom pairwise subjects are the same, and nobody has such: not worth a request at every look at a client.
    sectorIdentifierUriValidate: () => false,
    discovery: {
      ui_locales_supported: [...settings.languages],
      prompt_values_supported: [...promptValues],
    },
    extraParams: ['organization', invitationParameter, ownPagesParameter],
    clientAuthMethods: [...clientAuthMethods],
    clientDefaults: { grant_types: ['authorization_code'], response_types: ['code'], scope: defaultScope },
    assertJwtClientAuthClaimsAndHeader: createAssertionCheck(runtime.clock),
    responseTypes: [...responseTypes],
    extraClientMetadata: {
      properties: [
        'claim_mapping',
        'default_resource',
        'id_token_claims',
        'refresh_token_overlap_seconds',
        'require_pkce',
      ],
    },
    pkce: { required: requirePkce(settings.requirePkce) },
    // No page of another origin calls the endpoints that answer with tokens.
    clientBasedCORS: () => false,
    features: features(runtime, settings),
    issueRefreshToken: async (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('openid'),
    rotateRefreshToken: createRotation(records),
    expiresWithSession: async (_ctx, token) => !token.scopes.has('offline_access'),
    extraTokenClaims: async (ctx, token) => ({
      ...personClaims(ctx, token, runtime.clock()),
      ...apiClaims(token as IssuedToken & { readonly aud?: unknown }, ownApiOf(settings.issuer)),
    }),
    formats: tokenHeaders(settings.resources),
    cookies: cookies(settings),
    ttl: lifetimes(runtime.clock),
    renderError: settings.pages.renderError,
    enabledJWA: {
      idTokenSigningAlgValues: [...idTokenAlgorithms],
      userinfoSigningAlgValues: [...idTokenAlgorithms],
      clientAuthSigningAlgValues: [...clientAuthAlgorithms],
    },
    allowOmittingSingleRegisteredRedirectUri: false,
  };
}

/**
 * `amr` and its company stand under `openid`, hence in every ID token; so do `organization`, `groups` and `roles`, which the
 * account only hands out when their scopes were granted.
 */
const claims: Configuration['claims'] = {
  openid: ['sub', 'acr', 'amr', 'auth_time', 'mfa_time', ...organizationScopes],
  ...Object.fromEntries(organizationScopes.map((name) => [name, [name]])),
  ...claimsOfScopes,
};

function features(
  runtime: ProviderRuntime,
  { issuer, resources, pages }: ProviderSettings,
): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    clientCredentials: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    // Of others' tokens nobody learns here whether they exist.
    revocation: {
      enabled: true,
      allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
    },
    introspection: {
      enabled: true,
      allowedPolicy: createIntrospectionPolicy(runtime, resources),
    },
    resourceIndicators: resourceIndicators(issuer, resources),
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: pages.logoutSource,
      postLogoutSuccessSource: pages.postLogoutSuccessSource,
    },
    deviceFlow: {
      enabled: true,
      userCodeInputSource: pages.userCodeInputSource,
      userCodeConfirmSource: pages.userCodeConfirmSource,
      successSource: pages.successSource,
    },
    userinfo: { enabled: true },
  };
}

/** A person's token for our own API is tied to its session and its grant. */
function apiClaims(
  { aud, sessionUid, grantId }: IssuedToken & { readonly aud?: unknown },
  api: string,
): Record<string, string> {
  return aud === api && sessionUid !== undefined ? tiesOf({ sessionUid, grantId }) : {};
}

function cookies({ issuer, cookieKeys }: ProviderSettings): Configuration['cookies'] {
  const origin = new URL(issuer);
  const secure = origin.protocol === 'https:';
  const attributes = { httpOnly: true, sameSite: 'lax', secure, signed: true } as const;
  return {
    keys: [...cookieKeys],
    long: { ...attributes, path: '/' },
    short: attributes,
    names: {
      session: cookieName(origin, 'session'),
      interaction: cookieName(origin, 'interaction', 'path'),
      resume: cookieName(origin, 'resume', 'path'),
    },
  };
}
