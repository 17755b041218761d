import type { Endpoint } from '../access/endpoint.ts';
import { activityEndpoints } from './activity.ts';
import { clientEndpoints } from './clients.ts';
import { enforcementEndpoints } from './enforcement.ts';
import { environmentEndpoints } from './environments.ts';
import { invitationEndpoints } from './invitations.ts';
import { meEndpoints } from './me.ts';
import { myAccountEndpoints } from './me-account.ts';
import { myAuthenticatorEndpoints } from './me-authenticators.ts';
import { myExportEndpoints } from './me-export.ts';
import { myGrantEndpoints } from './me-grants.ts';
import { myMembershipEndpoints } from './me-memberships.ts';
import { myDeviceEndpoints } from './me-remembered-devices.ts';
import { mySessionEndpoints } from './me-sessions.ts';
import { memberChangeEndpoints } from './member-changes.ts';
import { memberEndpoints } from './members.ts';
import { organizationEndpoints } from './organization.ts';
import { organizationsEndpoints } from './organizations.ts';
import { passwordResetEndpoints } from './password-resets.ts';
import { planAndSeatsEndpoints } from './plan-and-seats.ts';
import { userEndpoints } from './users.ts';

/** Every endpoint of `/api/v1`; the OpenAPI document lists them in this order. */
export const endpoints: readonly Endpoint[] = [
  ...organizationsEndpoints,
  ...organizationEndpoints,
  ...enforcementEndpoints,
  ...memberEndpoints,
  ...memberChangeEndpoints,
  ...invitationEndpoints,
  ...planAndSeatsEndpoints,
  ...activityEndpoints,
  ...passwordResetEndpoints,
  ...environmentEndpoints,
  ...clientEndpoints,
  ...userEndpoints,
  ...meEndpoints,
  ...myAuthenticatorEndpoints,
  ...myMembershipEndpoints,
  ...mySessionEndpoints,
  ...myAccountEndpoints,
  ...myExportEndpoints,
  ...myGrantEndpoints,
  ...myDeviceEndpoints,
];
