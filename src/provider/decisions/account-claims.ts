import type { AccountClaims, KoaContextWithOIDC } from 'oidc-provider';
import { mappedClaims } from '../../people/attributes.ts';
import { claimsOfProfile } from '../../people/standard-claims.ts';
import type { User } from '../../people/user.ts';
import { claimsOfScopes } from './narrow-claims.ts';
import { organizationClaims, type RequestedOrganization } from './organization-claim.ts';
import type { TokenState } from './token-state.ts';

/** Under which an account hands out claims that the library is not to choose from; no scope asks for that name. */
export const beside = 'claims beside those that the library knows';

/** What the claims of an account are made from. */
export interface Told extends Pick<TokenState, 'person' | 'facts'> {
  readonly now: Date;
  readonly organization: RequestedOrganization;
  /** About the sign-in, not the person; in an ID token the library states all but `mfa_time` by itself. */
  readonly proven: Readonly<Record<string, unknown>>;
}

/** What the library asks an account for. */
interface Asked {
  /** `id_token` or `userinfo`. */
  readonly use: string;
  /** As far as they are granted, separated by spaces. */
  readonly scope: string;
  /** By their names, as far as they are granted. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** All that may be told; of it the library takes what the granted scopes and claims ask for. */
export function accountClaims(
  { oidc }: KoaContextWithOIDC,
  { person: { user }, facts, now, organization: requested, proven }: Told,
  { use, scope, claims }: Asked,
): AccountClaims {
  const granted = new Set(scope.split(' '));
  // Ruling 36: an address stands nowhere for who may not read it.
  const username = granted.has('email') || 'email' in claims ? { preferred_username: user.email } : {};
  const told = { ...username, ...profileClaims(user), ...proven };
  const mapped = mappedClaims(user.attributes, { scopes: granted, mapping: oidc.client?.claim_mapping });
  return {
    sub: user.id,
    ...told,
    // The scope alone decides: these are masked together with `openid`, so that they also reach the ID token.
    ...organizationClaims(granted, { facts, requested, now }),
    [beside]: tellsAll(oidc, use) ? { ...mapped, ...ofScopes(granted, told) } : {},
  };
}

/**
 * An ID token holds what scopes ask for where the client is registered for that, and where its access token cannot read
 * userinfo. @see OpenID Connect Core 1.0 section 5.4
 */
function tellsAll({ client, entities }: KoaContextWithOIDC['oidc'], use: string): boolean {
  const isForResource = entities.AccessToken?.aud !== undefined;
  return use !== 'id_token' || client?.id_token_claims === true || isForResource;
}

function ofScopes(granted: ReadonlySet<string>, told: Readonly<Record<string, unknown>>) {
  const names = [...granted].flatMap((scope) => claimsOfScopes[scope] ?? []);
  return Object.fromEntries(names.flatMap((name) => (name in told ? [[name, told[name]]] : [])));
}

/** @see OpenID Connect Core 1.0 section 5.1 */
function profileClaims({ email, emailVerified, name, profile }: User) {
  return {
    ...claimsOfProfile(profile),
    email,
    email_verified: emailVerified,
    ...(name === null ? {} : { name }),
  };
}
