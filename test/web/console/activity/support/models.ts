import type { ActivityModel } from '../../../../../src/web/console/activity/activity.ts';
import type { ActivityEventModel } from '../../../../../src/web/console/activity/activity-event.ts';
import type { ActivityExportModel } from '../../../../../src/web/console/activity/activity-export.ts';
import type { ShownEvent } from '../../../../../src/web/console/activity/shown-event.ts';
import { consoleFrame, midnight } from '../../../support/frames.ts';

const hour = 60 * 60 * 1000;
const href = '/console/acme/activity';

const event: ShownEvent = {
  id: '7',
  at: midnight - 73 * hour,
  type: 'member.changed',
  who: { by: 'user', name: 'Ann Marsh' },
  whom: 'emma.verhoeven@acme.example',
  network: '203.0.113.24',
  notes: [
    { kind: 'override', status: 'exempt' },
    { kind: 'reason', reason: 'phone at repair' },
  ],
};

export const activityModel: ActivityModel = {
  ...consoleFrame,
  href,
  organization: 'Acme',
  slug: 'acme',
  events: [
    event,
    {
      ...event,
      id: '6',
      type: 'invitation.created',
      whom: 'lena.maes@acme.example',
      notes: [{ kind: 'role', role: 'admin' }],
    },
    {
      ...event,
      id: '5',
      type: 'authenticator.enrolled',
      whom: null,
      notes: [{ kind: 'factor', factor: 'totp' }],
    },
    {
      ...event,
      id: '4',
      type: 'organization.seats_changed',
      whom: null,
      notes: [{ kind: 'seats', before: '50', after: '55' }],
    },
    { ...event, id: '3', type: 'member.removed', who: { by: 'user', name: null }, notes: [] },
    {
      ...event,
      id: '2',
      type: 'invitation.expired',
      who: { by: 'system', name: null },
      network: null,
      notes: [],
    },
    { ...event, id: '1', type: 'old.event', who: { by: 'operator', name: null }, notes: [] },
  ],
  kinds: [{ type: 'member.changed' }, { type: 'invitation.created' }],
  asked: { type: 'member.changed', person: 'ann@acme.example', from: '2026-11-25', to: '2026-11-28' },
  chips: [
    { kind: 'kind', withoutHref: href, at: null },
    { kind: 'person', withoutHref: href, at: null },
    { kind: 'from', withoutHref: href, at: midnight - 144 * hour },
    { kind: 'to', withoutHref: href, at: midnight - 72 * hour },
  ],
  exportHref: `${href}/export`,
  nextHref: `${href}?before=1`,
  firstHref: href,
  seal: { position: 8400, hash: '9f3c71d05be2a8440c19e6f742ab8d15'.repeat(2) },
  waiting: 2,
};

export const quietModel: ActivityModel = {
  ...activityModel,
  events: [],
  asked: { type: '', person: '', from: '', to: '' },
  chips: [],
  nextHref: null,
  firstHref: null,
  seal: null,
  waiting: 0,
};

export const activityEventModel: ActivityEventModel = {
  ...consoleFrame,
  href,
  organization: 'Acme',
  event,
  whoHref: `${href}?person=u1`,
  whomHref: `${href}?person=u2`,
  raw: JSON.stringify({ id: '7', type: 'member.changed', detail: { reason: 'phone at repair' } }, null, 2),
};

export const activityExportModel: ActivityExportModel = {
  ...consoleFrame,
  href,
  count: 86,
  isLong: false,
  filters: [{ kind: 'person', value: 'ann@acme.example' }],
};
