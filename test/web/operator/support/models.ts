import type { ActivityModel } from '../../../../src/web/operator/activity.ts';
import type { OverviewModel } from '../../../../src/web/operator/overview.ts';
import { midnight, operatorFrame } from '../../support/frames.ts';

const hour = 60 * 60 * 1000;
const { now } = operatorFrame.area;

export const overviewModel: OverviewModel = {
  ...operatorFrame,
  health: {
    database: { answersInMs: 2, connections: { used: 14, most: 40 } },
    mail: { isProven: true, waiting: 12, retrying: 3, failed: 0 },
    dueWork: { lagSeconds: null, next: { at: midnight, organization: 'Acme' } },
    signOuts: { waiting: 0, retrying: 0, failed: 1 },
    signsSince: now - 41 * 24 * hour,
  },
  organizations: {
    all: 132,
    on: 58,
    scheduled: 9,
    off: 65,
    trialsEnding: 4,
    trialsEnforcing: 2,
    people: 18_406,
  },
  hours: Array.from({ length: 24 }, (_, index) => ({
    at: now - (23 - index) * hour,
    signedIn: index * 9,
    refused: index % 5,
  })),
  locked: {
    total: 7,
    people: [
      {
        id: 'p1',
        email: 'chidi@acme.example',
        name: 'Chidi Eze',
        organizations: ['Acme'],
        failures: 5,
        until: now + hour,
      },
      { id: 'p2', email: 'omar@delta.example', name: null, organizations: [], failures: 50, until: null },
    ],
  },
};

export const activityModel: ActivityModel = {
  ...operatorFrame,
  events: [
    {
      id: '9',
      at: now - hour,
      type: 'account.unlocked',
      by: 'runa@countersign.example',
      byKind: 'operator',
      whom: { id: 'p1', email: 'ann@acme.example' },
      from: '192.0.2.7',
      organization: { slug: 'acme', organization: 'Acme' },
      detail: '{"failures":5}',
    },
    {
      id: '8',
      at: now - 2 * hour,
      type: 'signing_keys.rotated',
      by: null,
      byKind: 'operator',
      whom: null,
      from: null,
      organization: null,
      detail: null,
    },
  ],
  type: 'account.unlocked',
  types: ['account.unlocked', 'account.created'],
  next: '8',
  isFirst: false,
};
