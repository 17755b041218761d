import type { Reason } from '../decision.ts';
import type { OrganizationFacts } from '../facts.ts';

/** The part of an organization that a reason names. */
export function named(organization: OrganizationFacts): NonNullable<Reason['organization']> {
  return { id: organization.id, slug: organization.slug, name: organization.name };
}
