/** What access tokens say of a person beside how they signed in: to APIs, which read no ID token and no userinfo. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import { proofsToldBy } from '../../policy/factors/amr.ts';
import type { Facts } from '../../policy/facts.ts';
import { organizationClaims, organizationScopes, requestedOrganization } from './organization-claim.ts';
import { type IssuedToken, proofClaimsOf, type TokenState, tokenStateOf } from './token-state.ts';

/** In what is kept with an opaque token: what its sign-in was granted to say, to be told as it is when somebody asks. */
const askedMember = 'asked';

interface Asked {
  readonly scopes: readonly string[];
  /** Slug of the organization that the request is narrowed to. */
  readonly organization: unknown;
}

/** Scopes of a sign-in that go on to speak for it in tokens for an API, which has scopes of its own. */
const toldScopes: readonly string[] = [...organizationScopes, 'email'];

interface NewToken {
  readonly resourceServer?: { readonly accessTokenFormat?: string | undefined } | undefined;
}

/** For `extraTokenClaims`: of a JWT what it says for its five minutes; a machine has proven and is nothing of the kind. */
export function personClaims(
  ctx: KoaContextWithOIDC | undefined,
  { resourceServer }: NewToken,
  now: Date,
): Record<string, unknown> {
  const state = ctx && tokenStateOf(ctx);
  if (state === undefined) return {};
  const asked = askedIn(state.source, ctx?.oidc.params?.scope);
  const isJwt = resourceServer?.accessTokenFormat === 'jwt';
  const { organization } = asked;
  const told = isJwt
    ? organizationClaims(new Set(asked.scopes), { ...state, requested: { value: organization }, now })
    : { [askedMember]: asked };
  return { ...proofClaimsOf(state), ...told };
}

function askedIn({ scope = '', claims }: IssuedToken, narrowed?: unknown): Asked {
  const scopes = typeof narrowed === 'string' ? narrowed : scope;
  return {
    scopes: scopes.split(' ').filter((name) => toldScopes.includes(name)),
    organization: requestedOrganization(claims)?.value ?? null,
  };
}

/** For introspection: computed when asked, by what still lives of the proofs that the token states (ruling 24). */
export function toldOnAsking(
  token: IssuedToken,
  { facts, person }: TokenState,
  {
    mayStill,
    now,
  }: { readonly mayStill: (scopes: Iterable<string>) => readonly string[]; readonly now: Date },
): Record<string, unknown> {
  const kept = token.extra?.[askedMember] as Asked | undefined;
  const { scopes, organization } = kept ?? askedIn(token);
  const granted = new Set(mayStill(scopes));
  const asked = { facts: asStated(facts, token), requested: { value: organization }, now };
  return {
    ...organizationClaims(granted, asked),
    ...(granted.has('email') && { username: person.user.email }),
  };
}

/** Of what is kept with a token, all that is to be told. */
export function withoutAsked(extra: IssuedToken['extra']): Record<string, unknown> {
  const { [askedMember]: _, ...told } = extra ?? {};
  return told;
}

/** A token does not grow with its session: what was proven since it was issued satisfies nobody by it. */
function asStated(facts: Facts, { extra }: IssuedToken): Facts {
  const { session } = facts;
  if (session === null || !Array.isArray(extra?.amr)) return facts;
  return { ...facts, session: { ...session, proofs: proofsToldBy(extra.amr, session.proofs) } };
}
