import { slug } from '../../documents/fields.ts';
import type { OrganizationOutcome } from '../../policy/decision.ts';
import type { Facts } from '../../policy/facts.ts';
import { organizationOutcomes } from '../../policy/rules/organization-outcome.ts';
import type { RequestParams } from './request-facts.ts';

/** The request for the claim: `{ value: slug }` narrows it to one organization. */
export type RequestedOrganization = { readonly value?: unknown } | null | undefined;

/** Read from the token itself: the library hands over requested claims only as far as a person consented to each. */
export function requestedOrganization(claims: unknown): RequestedOrganization {
  return (claims as { id_token?: { organization?: RequestedOrganization } } | undefined)?.id_token
    ?.organization;
}

/** Slug that an authorization request is narrowed to; null where it could be nobody's. The library has checked the JSON. */
export function narrowedTo({ claims }: RequestParams): string | null {
  if (typeof claims !== 'string') return null;
  const asked = slug.safeParse(requestedOrganization(JSON.parse(claims))?.value);
  return asked.success ? asked.data : null;
}

/** Scopes that each ask for the claim of their name, about organizations. */
export const organizationScopes = ['organization', 'groups', 'roles'] as const;

/** What the claims about organizations are made from. */
export interface AskedOrganizations {
  readonly facts: Facts;
  readonly requested: RequestedOrganization;
  readonly now: Date;
}

/**
 * The claims about organizations whose scopes are granted. In `groups` and `roles` there is no organization whose policy
 * this session does not satisfy (ruling 36).
 */
export function organizationClaims(
  granted: ReadonlySet<string>,
  { facts, requested, now }: AskedOrganizations,
): Record<string, unknown> {
  if (!organizationScopes.some((name) => granted.has(name))) return {};
  const only = typeof requested?.value === 'string' ? requested.value : null;
  const outcomes = organizationOutcomes(facts, now.getTime());
  const told = outcomes.filter(({ slug }) => only === null || slug === only);
  const satisfied = told.filter((outcome) => outcome.satisfied);
  return {
    ...(granted.has('organization') && { organization: organizationClaim(told) }),
    ...(granted.has('groups') && { groups: groupsClaim(satisfied) }),
    ...(granted.has('roles') && { roles: rolesClaim(satisfied, only, facts) }),
  };
}

/**
 * By slug, in the shape that applications know from Keycloak, with what became of each organization's policy in this
 * session. `deadline` is ISO 8601.
 */
function organizationClaim(outcomes: readonly OrganizationOutcome[]): Record<string, unknown> {
  return Object.fromEntries(
    outcomes.map(({ slug, id, roles, required, satisfied, by, deadline }) => [
      slug,
      { id, roles, mfa: { required, satisfied, by, deadline: deadline && new Date(deadline).toISOString() } },
    ]),
  );
}

/** For applications that cannot read nested claims: `acme`, `acme:owner`. */
function groupsClaim(outcomes: readonly OrganizationOutcome[]): readonly string[] {
  return outcomes.flatMap(({ slug, roles }) => [slug, ...roles.map((role) => `${slug}:${role}`)]);
}

/** In the one organization that the request is narrowed to, or that the client is registered with; else empty. */
function rolesClaim(
  outcomes: readonly OrganizationOutcome[],
  only: string | null,
  { client }: Facts,
): readonly string[] {
  const one = outcomes.find(({ slug, id }) =>
    only === null ? id === client?.organizationId : slug === only,
  );
  return one?.roles ?? [];
}
