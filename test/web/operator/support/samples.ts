import { activityPage } from '../../../../src/web/operator/activity.ts';
import { clientPage } from '../../../../src/web/operator/environments/client.ts';
import { environmentPage } from '../../../../src/web/operator/environments/environment.ts';
import { environmentsPage } from '../../../../src/web/operator/environments/environments.ts';
import { deadLetterPage } from '../../../../src/web/operator/jobs/dead-letter.ts';
import { jobsPage } from '../../../../src/web/operator/jobs/jobs.ts';
import { keysPage } from '../../../../src/web/operator/keys/keys.ts';
import { keysRotatePage } from '../../../../src/web/operator/keys/keys-rotate.ts';
import { newOrganizationPage } from '../../../../src/web/operator/organizations/new-organization.ts';
import { organizationPage } from '../../../../src/web/operator/organizations/organization.ts';
import { organizationDomainPage } from '../../../../src/web/operator/organizations/organization-domain.ts';
import { organizationPlanPage } from '../../../../src/web/operator/organizations/organization-plan.ts';
import { organizationSupportPage } from '../../../../src/web/operator/organizations/organization-support.ts';
import { organizationsPage } from '../../../../src/web/operator/organizations/organizations.ts';
import { overviewPage } from '../../../../src/web/operator/overview.ts';
import { userPage } from '../../../../src/web/operator/users/user.ts';
import { userResetPage } from '../../../../src/web/operator/users/user-reset.ts';
import { userSessionsPage } from '../../../../src/web/operator/users/user-sessions.ts';
import { userTicketPage } from '../../../../src/web/operator/users/user-ticket.ts';
import { usersPage } from '../../../../src/web/operator/users/users.ts';
import { type FilledPage, filled } from '../../../../src/web/pages/page.ts';
import { midnight } from '../../support/frames.ts';
import { clientModel, environmentModel, environmentsModel } from '../environments/support/models.ts';
import {
  closedLetter,
  deadLetterModel,
  jobsModel,
  logoutLetter,
  sessionsLetter,
} from '../jobs/support/models.ts';
import { calmKeysModel, keysModel, keysRotateModel, resealingModel } from '../keys/support/models.ts';
import {
  newOrganizationModel,
  organizationDomainModel,
  organizationModel,
  organizationPlanModel,
  organizationSupportModel,
  organizationsModel,
} from '../organizations/support/models.ts';
import {
  userModel,
  userResetModel,
  userSessionsModel,
  usersModel,
  userTicketModel,
} from '../users/support/models.ts';
import { activityModel, overviewModel } from './models.ts';

const nobody = { q: '', plan: '', phase: '' } as const;

/** One model of every page of the operator; of two, where it has two forms. */
export const operatorSamples: readonly FilledPage[] = [
  filled(overviewPage, overviewModel),
  filled(overviewPage, { ...overviewModel, locked: { people: [], total: 0 } }),
  filled(organizationsPage, organizationsModel),
  filled(organizationsPage, { ...organizationsModel, found: [], next: null, isFirst: true, filter: nobody }),
  filled(newOrganizationPage, newOrganizationModel),
  filled(organizationPage, organizationModel),
  filled(organizationPage, {
    ...organizationModel,
    enforcement: { phase: 'off', from: null, required: 'nobody' },
    profile: { ...organizationModel.profile, owners: [], domains: [], notificationEmail: null },
    events: [],
    trialEndsAt: null,
  }),
  filled(organizationPage, { ...organizationModel, supportUntil: midnight }),
  filled(organizationSupportPage, organizationSupportModel),
  filled(organizationSupportPage, { ...organizationSupportModel, owners: [], reason: '' }),
  filled(organizationSupportPage, { ...organizationSupportModel, until: midnight }),
  filled(organizationDomainPage, organizationDomainModel),
  filled(organizationDomainPage, { ...organizationDomainModel, joinByDomain: false }),
  filled(organizationPlanPage, organizationPlanModel),
  filled(organizationPlanPage, { ...organizationPlanModel, preview: null }),
  filled(usersPage, usersModel),
  filled(usersPage, { ...usersModel, person: null, locked: { people: [], total: 0 } }),
  filled(userPage, userModel),
  filled(userPage, {
    ...userModel,
    ...{ factors: [], memberships: [], events: [], lock: null, deactivatedAt: null, isOwn: true },
    ...{ isOperator: false, mustEnroll: false, passwordResetDue: false },
  }),
  filled(userResetPage, userResetModel),
  filled(userResetPage, { ...userResetModel, factors: [] }),
  filled(userSessionsPage, userSessionsModel),
  filled(userSessionsPage, { ...userSessionsModel, sessions: { count: 100, hasMore: true }, isOwn: true }),
  filled(userTicketPage, userTicketModel),
  filled(userTicketPage, { ...userTicketModel, ticket: null }),
  filled(activityPage, activityModel),
  filled(activityPage, { ...activityModel, events: [], type: '', next: null, isFirst: true }),
  filled(jobsPage, jobsModel),
  filled(jobsPage, {
    ...jobsModel,
    ...{ letters: [], next: null, isFirst: true, mail: { isProven: false, to: 'runa@countersign.example' } },
  }),
  filled(deadLetterPage, deadLetterModel),
  filled(deadLetterPage, { ...deadLetterModel, letter: logoutLetter }),
  filled(deadLetterPage, { ...deadLetterModel, letter: sessionsLetter }),
  filled(deadLetterPage, { ...deadLetterModel, letter: closedLetter }),
  filled(deadLetterPage, { ...deadLetterModel, letter: { ...closedLetter, kind: 'long-job', reason: 'x' } }),
  filled(deadLetterPage, { ...deadLetterModel, letter: { ...closedLetter, kind: 'reseal', reason: 'x' } }),
  filled(keysPage, keysModel),
  filled(keysPage, resealingModel),
  filled(keysPage, calmKeysModel),
  filled(keysRotatePage, keysRotateModel),
  filled(environmentsPage, environmentsModel),
  filled(environmentPage, environmentModel),
  filled(environmentPage, {
    ...environmentModel,
    clients: [],
    preview: { mfa: 'pilot', users: 1, percent: 10 },
  }),
  filled(environmentPage, { ...environmentModel, preview: null }),
  filled(clientPage, clientModel),
  filled(clientPage, {
    ...clientModel,
    ...{
      organization: null,
      requireLevel: null,
      firstParty: false,
      redirectUris: [],
      secret: 'x'.repeat(43),
    },
  }),
];
