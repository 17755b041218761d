import type { OrganizationOverview } from '../../organizations/overview/organization-overview.ts';
import { mayEnforceMore } from '../../plans/entitlement.ts';
import type { Visit } from '../areas/area-page.ts';

/** What a new organization has done of what comes before it requires a second factor. */
export interface Begun {
  /** A mail was seen to go out. */
  readonly mail: boolean;
  /** Somebody else leads it as well. */
  readonly owners: boolean;
  /** Whoever looks has a factor of their own. */
  readonly factor: boolean;
}

/** Null for an organization that has saved a rule, and for one that may not. */
export async function begunBy(
  { deps, caller, administered }: Visit,
  { standing, activeOwners }: Pick<OrganizationOverview, 'standing' | 'activeOwners'>,
): Promise<Begun | null> {
  if (administered().organization.enforcement !== null || !mayEnforceMore(standing.entitlement)) return null;
  return {
    // Nobody is mailed to find that out.
    mail: await deps.operations.isMailWorking(null, ''),
    owners: activeOwners > 1,
    factor: caller.person.factors.length > 0,
  };
}
