import type { SettingsModel } from '../../../../../src/web/console/settings/settings.ts';
import type { SettingsDomainModel } from '../../../../../src/web/console/settings/settings-domain.ts';
import type { SettingsDomainRemoveModel } from '../../../../../src/web/console/settings/settings-domain-remove.ts';
import type { SettingsPlanModel } from '../../../../../src/web/console/settings/settings-plan.ts';
import { consoleFrame, midnight } from '../../../support/frames.ts';

const href = '/console/acme/settings';

export const settingsModel: SettingsModel = {
  ...consoleFrame,
  href,
  invitationsHref: '/console/acme/invitations',
  organization: 'Acme',
  role: 'owner',
  fields: {
    name: 'Acme',
    zone: 'Europe/Brussels',
    language: 'nl',
    notificationEmail: 'it@acme.example',
    isNotificationShown: true,
    membersMayLeave: false,
    joinByDomain: false,
  },
  version: 7,
  theirs: null,
  zones: ['UTC', 'Europe/Brussels'],
  languageChoices: [
    { language: 'en', label: 'English' },
    { language: 'nl', label: 'Nederlands' },
  ],
  deadline: midnight,
  domains: ['acme.example', 'acme-labs.example'],
  waitingAddress: null,
  canAddDomains: true,
  plan: {
    name: 'team',
    seats: { used: 51, members: 48, invitations: 3, total: 55, free: 4, most: null },
    seatsIncluded: 50,
    entitlement: 'allowed',
    trialEndsAt: midnight,
  },
  clients: [
    {
      clientId: 'crm',
      client: 'CRM',
      kind: 'application',
      environment: 'production',
      createdAt: midnight,
      lastUsedAt: midnight,
    },
    {
      clientId: 'directory-sync',
      client: 'directory-sync',
      kind: 'machine',
      environment: 'production',
      createdAt: midnight,
      lastUsedAt: null,
    },
  ],
};

/** What an administrator of a small organization sees whose form was overtaken by somebody else's. */
export const overtakenModel: SettingsModel = {
  ...settingsModel,
  role: 'admin',
  theirs: { name: 'Acme Ltd', language: 'nl', membersMayLeave: true, notificationEmail: '' },
  waitingAddress: 'it@acme.example',
  deadline: null,
  domains: [],
  canAddDomains: false,
  plan: {
    ...settingsModel.plan,
    seats: { ...settingsModel.plan.seats, total: null },
    entitlement: 'trial_ended',
    trialEndsAt: 0,
  },
  clients: [],
};

export const settingsDomainModel: SettingsDomainModel = {
  ...consoleFrame,
  href,
  domain: '',
  state: 'none',
  record: { name: '', value: '' },
  joinByDomain: false,
};

export const waitingDomainModel: SettingsDomainModel = {
  ...settingsDomainModel,
  domain: 'acme-labs.example',
  state: 'waiting',
  record: {
    name: '_countersign.acme-labs.example',
    value: 'countersign-organization=0d6f9c0e-6c5e-4c7b-9a6e-7f8f0f5b2a11',
  },
  joinByDomain: true,
};

export const settingsDomainRemoveModel: SettingsDomainRemoveModel = {
  ...consoleFrame,
  href,
  domain: 'acme-labs.example',
  joinByDomain: true,
};

export const settingsPlanModel: SettingsPlanModel = {
  ...consoleFrame,
  href,
  current: 'team',
  plans: ['free', 'team', 'enterprise'],
  preview: {
    plan: 'free',
    seatsInUse: 51,
    enforcementAllowed: false,
    seats: 3,
    tooMany: ['ann@acme.example', 'bram@acme.example'],
    required: ['bram@acme.example'],
  },
};
