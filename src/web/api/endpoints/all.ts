import type { Endpoint } from '../access/endpoint.ts';
import { activityEndpoints } from './activity.ts';
import { brandingEndpoints } from './branding/branding.ts';
import { bulkInvitationEndpoints } from './bulk/bulk-invitations.ts';
import { bulkMemberEndpoints } from './bulk/bulk-members.ts';
import { exportEndpoints } from './bulk/exports.ts';
import { longJobEndpoints } from './bulk/long-jobs.ts';
import { clientEndpoints } from './clients.ts';
import { enforcementEndpoints } from './enforcement.ts';
import { environmentEndpoints } from './environments.ts';
import { keyEndpoints } from './instance/keys.ts';
import { queueEndpoints } from './instance/queues.ts';
import { invitationEndpoints } from './invitations.ts';
import { myAccountEndpoints } from './me/account.ts';
import { myActivityEndpoints } from './me/activity.ts';
import { myAuthenticatorEndpoints } from './me/authenticators.ts';
import { myEmailEndpoints } from './me/email.ts';
import { myExportEndpoints } from './me/export.ts';
import { myGrantEndpoints } from './me/grants.ts';
import { meEndpoints } from './me/me.ts';
import { myMembershipEndpoints } from './me/memberships.ts';
import { myDeviceEndpoints } from './me/remembered-devices.ts';
import { mySessionEndpoints } from './me/sessions.ts';
import { myStandingAuthenticatorEndpoints } from './me/standing-authenticators.ts';
import { memberChangeEndpoints } from './member-changes.ts';
import { memberEndpoints } from './members.ts';
import { notificationAddressEndpoints } from './notification-address.ts';
import { organizationEndpoints } from './organization.ts';
import { organizationsEndpoints } from './organizations.ts';
import { passwordResetEndpoints } from './password-resets.ts';
import { planAndSeatsEndpoints } from './plan-and-seats.ts';
import { userEndpoints } from './users.ts';

/** Every endpoint of `/api/v1`; the OpenAPI document lists them in this order. */
export const endpoints: readonly Endpoint[] = [
  ...organizationsEndpoints,
  ...organizationEndpoints,
  ...notificationAddressEndpoints,
  ...brandingEndpoints,
  ...enforcementEndpoints,
  ...memberEndpoints,
  ...memberChangeEndpoints,
  ...bulkMemberEndpoints,
  ...invitationEndpoints,
  ...bulkInvitationEndpoints,
  ...planAndSeatsEndpoints,
  ...activityEndpoints,
  ...passwordResetEndpoints,
  ...exportEndpoints,
  ...longJobEndpoints,
  ...environmentEndpoints,
  ...clientEndpoints,
  ...userEndpoints,
  ...queueEndpoints,
  ...keyEndpoints,
  ...meEndpoints,
  ...myAuthenticatorEndpoints,
  ...myStandingAuthenticatorEndpoints,
  ...myMembershipEndpoints,
  ...mySessionEndpoints,
  ...myActivityEndpoints,
  ...myAccountEndpoints,
  ...myEmailEndpoints,
  ...myExportEndpoints,
  ...myGrantEndpoints,
  ...myDeviceEndpoints,
];
