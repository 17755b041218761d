import type { KoaContextWithOIDC } from 'oidc-provider';
import { scopesNow } from '../../environments/client-terms.ts';
import type { ClientMetadata } from '../../environments/store.ts';
import { standardClaims } from '../../people/standard-claims.ts';

/** What is told of a person, by the scope that asks for it. @see OpenID Connect Core 1.0 section 5.4 */
export const claimsOfScopes: Readonly<Record<string, string[]>> = {
  profile: ['name', ...Object.keys(standardClaims.profile)],
  email: ['email', 'email_verified'],
  address: Object.keys(standardClaims.address),
  phone: Object.keys(standardClaims.phone),
};

const scopeOfClaim: ReadonlyMap<string, string> = new Map(
  Object.entries(claimsOfScopes).flatMap(([scope, names]) => names.map((name) => [name, scope])),
);

/** Told with `openid`, or with the scope of the same name alone: nobody has to agree to such a claim by its name. */
const toldAnyway: ReadonlySet<string> = new Set(['mfa_time', 'groups', 'roles']);

/** A claims request: claims by name, at userinfo and in the ID token. @see OpenID Connect Core 1.0 section 5.5 */
type ClaimsRequest = Readonly<Record<string, unknown>>;

/**
 * Leaves of a claims request what the client may still ask for: a claim that is asked by its name takes the scope that
 * would ask for it as well (ruling 29).
 */
export function narrowClaims(metadata: ClientMetadata, claims: ClaimsRequest): ClaimsRequest {
  const mayAsk = ([name]: [string, unknown]) => {
    if (toldAnyway.has(name)) return false;
    const scope = scopeOfClaim.get(name);
    return scope === undefined || scopesNow(metadata, [scope]).length > 0;
  };
  return Object.fromEntries(
    Object.entries(claims).map(([target, asked]) => [
      target,
      isRecord(asked) ? Object.fromEntries(Object.entries(asked).filter(mayAsk)) : asked,
    ]),
  );
}

/** The same for an authorization request, before anybody is asked for consent; the library has checked its form. */
export function narrowRequestedClaims({ oidc }: KoaContextWithOIDC, metadata: ClientMetadata): void {
  Object.assign(oidc.claims, narrowClaims(metadata, { ...oidc.claims }));
  const { params } = oidc;
  if (typeof params?.claims === 'string')
    params.claims = JSON.stringify(narrowClaims(metadata, JSON.parse(params.claims)));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
