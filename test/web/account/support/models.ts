import type { ActivityModel, ShownActivity } from '../../../../src/web/account/activity.ts';
import type { ActivityReportModel } from '../../../../src/web/account/activity-report.ts';
import type { ApplicationWithdrawModel } from '../../../../src/web/account/application-withdraw.ts';
import type { ApplicationsModel } from '../../../../src/web/account/applications.ts';
import type { EmailChangeModel } from '../../../../src/web/account/email-change.ts';
import type { NotMeModel } from '../../../../src/web/account/not-me.ts';
import type { NotificationAddressModel } from '../../../../src/web/account/notification-address.ts';
import type { OrganizationLeaveModel } from '../../../../src/web/account/organization-leave.ts';
import type { OrganizationsModel, ShownMembership } from '../../../../src/web/account/organizations.ts';
import type { OverviewModel } from '../../../../src/web/account/overview.ts';
import type { ProfileModel } from '../../../../src/web/account/profile.ts';
import type { ProfileEmailModel } from '../../../../src/web/account/profile-email.ts';
import type { SessionsModel, ShownSession } from '../../../../src/web/account/sessions.ts';
import { accountFrame, bare, midnight } from '../../support/frames.ts';

export const emailChangeModel: EmailChangeModel = {
  ...bare,
  state: 'confirm',
  newEmail: 'ann@globex.example',
  notAbout: null,
};

export const notificationAddressModel: NotificationAddressModel = {
  ...bare,
  state: 'confirm',
  asked: { organization: 'Acme', email: 'it@acme.example' },
};
export const notMeModel: NotMeModel = { ...bare, state: 'confirm', about: 'new-sign-in' };
export const overviewModel: OverviewModel = {
  ...accountFrame,
  email: 'ann@acme.example',
  emailVerified: true,
  passwordState: 'set',
  factors: [],
  protection: 'pending',
  requiredFrom: midnight,
  recoveryCodes: { left: 0, isCheckDue: false },
  hasRecoveryCodeOnly: false,
  sessions: 2,
  organizations: ['Acme', 'Bolt'],
  suspendedIn: ['Bolt'],
};

const hour = 60 * 60 * 1000;

const session: ShownSession = {
  id: 'c'.repeat(43),
  isCurrent: true,
  browser: 'Firefox',
  system: 'Linux',
  network: '192.0.2.7',
  openedAt: midnight - 100 * hour,
  lastSeenAt: midnight - 72 * hour,
  secondFactor: { kind: 'totp', at: midnight - 99 * hour },
  applications: ['CRM', 'Wiki'],
  endsAt: midnight + 600 * hour,
};

export const sessionsModel: SessionsModel = {
  ...accountFrame,
  sessions: [
    session,
    { ...session, id: 'd'.repeat(43), isCurrent: false, system: 'Android', secondFactor: null },
    { ...session, id: 'e'.repeat(43), isCurrent: false, browser: null, system: null, applications: [] },
  ],
  hasMore: false,
};

export const profileModel: ProfileModel = {
  ...accountFrame,
  name: 'Ann Marsh',
  locale: 'nl',
  languageChoices: [
    { language: 'en', label: 'English' },
    { language: 'nl', label: 'Nederlands' },
  ],
  timeZone: 'America/New_York',
  timeZones: ['UTC', 'America/New_York', 'Europe/Brussels'],
  usualTimeZone: 'Europe/Brussels',
  hasOrganization: true,
  email: 'ann@acme.example',
  emailVerified: true,
  emailProvesFrom: midnight,
  pending: { newEmail: 'ann@globex.example', state: 'both', until: midnight },
};

export const profileEmailModel: ProfileEmailModel = {
  ...accountFrame,
  email: 'ann@acme.example',
  newEmail: '',
};

const membership: ShownMembership = {
  slug: 'acme',
  organization: 'Acme',
  role: 'admin',
  status: 'pending',
  required: { by: 'everyone', since: midnight },
  exempt: null,
  suspended: null,
  state: 'allowed',
};

export const organizationsModel: OrganizationsModel = {
  ...accountFrame,
  memberships: [
    membership,
    {
      ...membership,
      slug: 'bolt',
      organization: 'Bolt',
      required: { by: 'chosen', since: midnight - 100 * hour },
      suspended: 'by_rule',
      state: 'last_owner',
    },
    {
      ...membership,
      slug: 'club',
      organization: 'Club',
      status: 'unprotected',
      required: null,
      exempt: { until: midnight },
      suspended: 'by_admin',
      state: 'not_allowed',
    },
  ],
  invitations: [{ id: 'i1', organization: 'Delta', role: 'member', until: midnight }],
  joinable: { slug: 'echo', organization: 'Echo' },
};

export const organizationLeaveModel: OrganizationLeaveModel = {
  ...accountFrame,
  organization: 'Acme',
  state: 'allowed',
};

const application = {
  id: 'crm',
  application: 'CRM',
  address: 'https://crm.example/',
  scopes: ['openid', 'email', 'https://api.example/orders'],
  since: midnight - 1000 * hour,
  lastUsedAt: midnight - 73 * hour,
};

export const applicationsModel: ApplicationsModel = {
  ...accountFrame,
  consented: [application],
  firstParty: [{ ...application, id: 'wiki', application: 'Wiki', address: null, lastUsedAt: null }],
};

export const applicationWithdrawModel: ApplicationWithdrawModel = {
  ...accountFrame,
  application: 'CRM',
  scopes: application.scopes,
};

const event: ShownActivity = {
  id: '7',
  at: midnight - 73 * hour,
  type: 'account.signed_in',
  by: 'self',
  administrated: null,
  organization: null,
  network: '192.0.2.7',
  application: 'CRM',
  email: null,
  factor: null,
};

export const activityModel: ActivityModel = {
  ...accountFrame,
  events: [
    event,
    { ...event, id: '6', type: 'account.email_change_requested', email: 'ann@globex.example' },
    { ...event, id: '5', type: 'authenticator.challenge_failed', by: 'unknown', factor: 'totp' },
    {
      ...event,
      id: '4',
      type: 'member.suspended',
      by: 'administrator',
      administrated: 'Acme',
      organization: 'Acme',
      network: null,
    },
    { ...event, id: '3', type: 'authenticator.reset', by: 'administrator', network: null },
  ],
  next: '3',
  isFirst: false,
};

export const activityReportModel: ActivityReportModel = {
  ...accountFrame,
  meant: { type: 'account.signed_in', at: midnight, organization: null },
  organizations: ['Acme', 'Bolt'],
};
