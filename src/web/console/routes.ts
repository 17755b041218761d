import type { AnyAreaPage } from '../areas/area-page.ts';
import type { PageRoute } from '../pages/page-routes.ts';
import { activityPages } from './activity/pages.ts';
import { brandPage } from './brand/brand.ts';
import { enforcementPages } from './enforcement/pages.ts';
import { consoleEntry } from './entry.ts';
import { invitationPages } from './invitations/pages.ts';
import { memberPages } from './members/pages.ts';
import { overviewPage } from './overview.ts';
import { settingsPages } from './settings/pages.ts';

/** What is about no organization yet. */
export const entryRoutes: readonly PageRoute[] = [consoleEntry];

/** The pages of the console of an organization, those of each room as the room lists them. */
export const consolePages: readonly AnyAreaPage[] = [
  overviewPage,
  ...enforcementPages,
  ...memberPages,
  ...invitationPages,
  ...activityPages,
  ...settingsPages,
  brandPage,
];
