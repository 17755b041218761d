import type { NewOrganizationModel } from '../../../../../src/web/operator/organizations/new-organization.ts';
import type { OrganizationModel } from '../../../../../src/web/operator/organizations/organization.ts';
import type { OrganizationDomainModel } from '../../../../../src/web/operator/organizations/organization-domain.ts';
import type { OrganizationPlanModel } from '../../../../../src/web/operator/organizations/organization-plan.ts';
import type { OrganizationSupportModel } from '../../../../../src/web/operator/organizations/organization-support.ts';
import type { OrganizationsModel } from '../../../../../src/web/operator/organizations/organizations.ts';
import { midnight, operatorFrame } from '../../../support/frames.ts';

const frame = {
  ...operatorFrame,
  area: {
    ...operatorFrame.area,
    tabs: operatorFrame.area.tabs.map((each) => ({ ...each, isCurrent: each.tab === 'organizations' })),
  },
};

export const organizationsModel: OrganizationsModel = {
  ...frame,
  found: [
    {
      slug: 'acme',
      organization: 'Acme',
      plan: 'team',
      trialEndsAt: midnight,
      members: 48,
      protectedPercent: 85,
      phase: 'scheduled',
    },
    {
      slug: 'bolt',
      organization: 'Bolt',
      plan: 'free',
      trialEndsAt: null,
      members: 0,
      protectedPercent: null,
      phase: 'off',
    },
  ],
  filter: { q: 'o', plan: 'team', phase: 'on' },
  plans: ['free', 'team'],
  next: 'bolt',
  isFirst: false,
};

export const newOrganizationModel: NewOrganizationModel = {
  ...frame,
  plans: ['free', 'team'],
  usualPlan: 'team',
  timeZones: ['UTC', 'Europe/Brussels'],
};

export const organizationModel: OrganizationModel = {
  ...frame,
  organization: 'Acme',
  slug: 'acme',
  plan: 'team',
  trialEndsAt: midnight,
  counts: {
    members: 48,
    protected: 41,
    pending: 7,
    unprotected: 0,
    exempt: 1,
    suspended: 0,
    locked: 1,
    invited: 2,
    seats: 50,
    seatsInUse: 50,
  },
  enforcement: { phase: 'scheduled', from: midnight, required: 'everyone' },
  profile: {
    timeZone: 'Europe/Brussels',
    notificationEmail: 'it@acme.example',
    isNotificationConfirmed: true,
    createdAt: midnight - 900_000_000,
    owners: ['ann@acme.example'],
    domains: ['acme.example'],
  },
  events: [
    {
      id: '7',
      at: midnight - 300_000_000,
      type: 'member.changed',
      by: 'ann@acme.example',
      byKind: 'user',
      whom: 'bob@acme.example',
    },
    {
      id: '6',
      at: midnight - 400_000_000,
      type: 'organization.created',
      by: null,
      byKind: 'operator',
      whom: null,
    },
  ],
  supportUntil: null,
  version: 3,
  typed: { seats: '50', domain: '' },
};

export const organizationPlanModel: OrganizationPlanModel = {
  ...frame,
  organization: 'Acme',
  slug: 'acme',
  plan: 'team',
  plans: ['free', 'team'],
  timeZone: 'Europe/Brussels',
  version: 3,
  wanted: { plan: 'free', trialEnds: '2026-12-01' },
  preview: {
    plan: 'free',
    seats: 3,
    seatsInUse: 50,
    enforcementAllowed: false,
    incompatible: [
      { code: 'seats_below_use', list: ['ann@acme.example'] },
      { code: 'plan_without_enforcement', list: [] },
    ],
    trialEndsAt: midnight,
  },
};

export const organizationSupportModel: OrganizationSupportModel = {
  ...frame,
  organization: 'Acme',
  slug: 'acme',
  owners: ['ann@acme.example', 'eve@acme.example'],
  until: null,
  reason: 'Ticket 4711: members are signed out',
};

export const organizationDomainModel: OrganizationDomainModel = {
  ...frame,
  organization: 'Acme',
  slug: 'acme',
  domain: 'acme.example',
  joinByDomain: true,
};
