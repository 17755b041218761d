import type { Facts } from '../../policy/facts.ts';
import { organizationOutcomes } from '../../policy/rules/organization-outcome.ts';

/** The request for the claim: `{ value: slug }` narrows it to one organization. */
export type RequestedOrganization = { readonly value?: unknown } | null | undefined;

/**
 * The `organization` claim, by slug, in the shape that applications know from Keycloak, with what became of each
 * organization's policy in this session. `deadline` is ISO 8601.
 */
export function organizationClaim(
  facts: Facts,
  requested: RequestedOrganization,
  now: Date,
): Record<string, unknown> {
  const only = typeof requested?.value === 'string' ? requested.value : null;
  const outcomes = organizationOutcomes(facts, now.getTime()).filter(
    ({ slug }) => only === null || slug === only,
  );
  return Object.fromEntries(
    outcomes.map(({ slug, id, roles, required, satisfied, by, deadline }) => [
      slug,
      { id, roles, mfa: { required, satisfied, by, deadline: deadline && new Date(deadline).toISOString() } },
    ]),
  );
}
