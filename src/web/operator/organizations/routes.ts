import type { AnyAreaPage } from '../../areas/area-page.ts';
import { newOrganizationPage } from './new-organization.ts';
import { organizationPage } from './organization.ts';
import { organizationDomainPage } from './organization-domain.ts';
import { organizationPlanPage } from './organization-plan.ts';
import { organizationSupportPage } from './organization-support.ts';
import { organizationsPage } from './organizations.ts';

/** `/operator/organizations`, and what is done there. */
export const organizationPages: readonly AnyAreaPage[] = [
  organizationsPage,
  newOrganizationPage,
  organizationPage,
  organizationDomainPage,
  organizationPlanPage,
  organizationSupportPage,
];
