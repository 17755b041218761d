import { lineChart } from '../../../../src/web/charts/line.ts';
import { stackedBar } from '../../../../src/web/charts/stacked-bar.ts';
import type { OverviewModel } from '../../../../src/web/console/overview.ts';
import { consoleFrame, midnight } from '../../support/frames.ts';

const day = 24 * 60 * 60 * 1000;
const { now } = consoleFrame.area;

const trend = Array.from({ length: 30 }, (_, index) => 19 + Math.floor((index * 22) / 29));

export const overviewModel: OverviewModel = {
  ...consoleFrame,
  organization: 'Acme',
  slug: 'acme',
  phase: 'scheduled',
  entitlement: 'allowed',
  counts: {
    members: 48,
    protected: 41,
    pending: 7,
    unprotected: 0,
    exempt: 1,
    exemptionsEnding: 1,
    suspended: 1,
    locked: 5,
    invited: 3,
    invitationsEnding: 1,
    seats: 55,
    seatsInUse: 51,
  },
  shares: [85, 15, 0],
  bar: stackedBar([41, 7, 0]),
  chart: lineChart(trend, 48),
  days: trend.map((value, index) => ({ at: now - (29 - index) * day, protected: value })),
  due: { status: 'pending', count: 7 },
  startsAt: midnight,
  endsSessions: true,
  trialEndsAt: null,
  needTicket: 2,
  locked: [
    { id: 'u1', email: 'chidi@acme.example', name: 'Chidi Eze', until: now + day / 24 },
    { id: 'u2', email: 'mira@acme.example', name: null, until: null },
  ],
  nextInvitation: { email: 'lena@acme.example', expiresAt: midnight },
  jobs: [{ id: 'j1', kind: 'activity_export', total: 8400, done: 3120, failed: 0 }],
  environments: [{ environment: 'staging', mfa: 'off' }],
  events: [
    {
      id: '9',
      at: now - 60_000,
      type: 'organization.enforcement_changed',
      who: { by: 'user', name: 'Ann Marsh' },
      whom: null,
      network: '203.0.113.24',
      notes: [],
    },
    {
      id: '8',
      at: now - 120_000,
      type: 'authenticator.enrolled',
      who: { by: 'operator', name: null },
      whom: 'giulia@acme.example',
      network: null,
      notes: [],
    },
    {
      id: '7',
      at: now - 180_000,
      type: 'member.vanished',
      who: { by: 'user', name: null },
      whom: null,
      network: null,
      notes: [],
    },
  ],
  begun: null,
};

/** One that has only just begun. */
export const newOverviewModel: OverviewModel = {
  ...overviewModel,
  phase: 'off',
  counts: {
    ...overviewModel.counts,
    members: 1,
    protected: 0,
    pending: 0,
    unprotected: 1,
    exempt: 0,
    exemptionsEnding: 0,
    suspended: 0,
    locked: 0,
    invited: 0,
    invitationsEnding: 0,
    seatsInUse: 1,
  },
  shares: [0, 0, 100],
  bar: stackedBar([0, 0, 1]),
  due: { status: 'unprotected', count: 1 },
  startsAt: null,
  trialEndsAt: midnight + 14 * day,
  needTicket: 0,
  locked: [],
  nextInvitation: null,
  jobs: [],
  environments: [],
  events: [],
  begun: { mail: true, owners: false, factor: false },
};
