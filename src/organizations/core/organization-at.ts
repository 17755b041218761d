import type { PlansAt } from '../../plans/plans.ts';
import type { Organization } from './organization.ts';

/** An organization, with the plans that say what it may do, and the instant at which that is asked. */
export interface OrganizationAt extends PlansAt {
  readonly organization: Organization;
}
