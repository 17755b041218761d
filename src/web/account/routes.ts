import { areaCallbackPath } from '../../provider/own-client/own-client.ts';
import type { AnyAreaPage } from '../areas/area-page.ts';
import type { PageRoute } from '../pages/page-routes.ts';
import { endTrip } from '../signed-in/trip.ts';
import { activityPage } from './activity.ts';
import { activityReportPage } from './activity-report.ts';
import { applicationWithdrawPage } from './application-withdraw.ts';
import { applicationsPage } from './applications.ts';
import { emailChangeOutcomes, emailChangePage } from './email-change.ts';
import { notMeDone, notMePage } from './not-me.ts';
import { notificationAddressDone, notificationAddressPage } from './notification-address.ts';
import { organizationLeavePage } from './organization-leave.ts';
import { organizationsPage } from './organizations.ts';
import { overviewPage } from './overview.ts';
import { profilePage } from './profile.ts';
import { profileEmailPage } from './profile-email.ts';
import { securityPages } from './security/routes.ts';
import { sessionsPage } from './sessions.ts';
import { sessionsOthersPage } from './sessions-others.ts';

/** Where the sign-in for a page of any area comes back to. */
const signedInRoute: PageRoute = { path: areaCallbackPath, actions: [], show: endTrip };

/** Pages about an account that are for whoever has a link. */
export const linkedRoutes: readonly PageRoute[] = [
  signedInRoute,
  ...emailChangeOutcomes,
  emailChangePage,
  notificationAddressDone,
  notificationAddressPage,
  notMeDone,
  notMePage,
];

/** The pages of one's own account. */
export const accountPages: readonly AnyAreaPage[] = [
  overviewPage,
  ...securityPages,
  profilePage,
  profileEmailPage,
  sessionsPage,
  sessionsOthersPage,
  applicationsPage,
  applicationWithdrawPage,
  organizationsPage,
  organizationLeavePage,
  activityPage,
  activityReportPage,
];
