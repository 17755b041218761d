import type { AnyAreaPage } from '../areas/area-page.ts';
import { activityPage } from './activity.ts';
import { operatorBrandPage } from './brand/brand.ts';
import { environmentPages } from './environments/routes.ts';
import { jobPages } from './jobs/routes.ts';
import { keyPages } from './keys/routes.ts';
import { organizationPages } from './organizations/routes.ts';
import { overviewPage } from './overview.ts';
import { userPages } from './users/routes.ts';

/** The pages of the operator. */
export const operatorPages: readonly AnyAreaPage[] = [
  overviewPage,
  ...organizationPages,
  ...userPages,
  ...environmentPages,
  ...jobPages,
  ...keyPages,
  operatorBrandPage,
  activityPage,
];
