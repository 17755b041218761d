import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import type { Organization } from './organization.ts';

/** Which organization, and in which state its reader saw it. */
export interface SeenOrganization {
  readonly organizationId: string;
  /** Its version as the caller read it; null: whatever it is. */
  readonly expectedVersion: number | null;
}

type WithOrganizations = { readonly organizations: Pick<Stores['organizations'], 'lockById'> };

/**
 * Locks an organization until the end of the transaction.
 * @throws Refusal `not_found`
 */
export async function lockOrganization(
  { organizations }: WithOrganizations,
  organizationId: string,
): Promise<Organization> {
  const organization = await organizations.lockById(organizationId);
  if (organization === null) throw new Refusal('not_found');
  return organization;
}

/**
 * The same for a change that counts on what was read before it.
 * @throws Refusal `not_found`, `stale_version`
 */
export async function lockAsSeen(
  stores: WithOrganizations,
  { organizationId, expectedVersion }: SeenOrganization,
): Promise<Organization> {
  const organization = await lockOrganization(stores, organizationId);
  if (expectedVersion !== null && expectedVersion !== organization.version)
    throw new Refusal('stale_version');
  return organization;
}
