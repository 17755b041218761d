import { z } from 'zod';
import {
  type OwnActivity,
  ownActivity,
  ownActivityTypes,
} from '../../../../self-service/activity/own-activity.ts';
import { reportActivity } from '../../../../self-service/activity/report-activity.ts';
import { endpoint } from '../../access/endpoint.ts';
import { oneself } from '../../access/endpoint-access.ts';
import { instantField } from '../../answers/answer-fields.ts';
import { pageOf, pageQuery } from '../../dialects/own/pages.ts';
import { cursorOf, rowNumberPart } from '../../input/cursors.ts';
import { myselfOf } from '../../input/self-service-context.ts';
import { namedOrganization } from './document.ts';
import { applicationField } from './grants.ts';

const events = cursorOf({ id: rowNumberPart });

const activitySchema = z
  .object({
    id: z.string(),
    at: instantField,
    type: z.enum(ownActivityTypes),
    by: z
      .object({
        role: z
          .enum(['self', 'administrator', 'operator', 'server', 'unknown'])
          .describe('`unknown`: whoever was at a sign-in page, or had a link that was mailed'),
        organization: namedOrganization.nullable().describe('of an administrator'),
      })
      .meta({ id: 'Doer' }),
    organization: namedOrganization.nullable().describe('whose membership it was about'),
    network: z.string().nullable().describe('address, or /64 of an IPv6 one; null where others did it'),
    application: applicationField.nullable().describe('at which it was; null for our own pages'),
    detail: z.record(z.string(), z.unknown()).describe('a few fields, by the type of the event'),
  })
  .meta({ id: 'OwnActivity' });

const listOwnActivity = endpoint({
  method: 'GET',
  path: '/me/activity',
  operationId: 'listMyActivity',
  summary: 'What concerned the security of the account in the last 90 days, newest first',
  access: oneself(),
  query: z.strictObject(pageQuery(events)),
  status: 200,
  answer: pageOf(activitySchema),
  async handle({ deps, me, query: { limit, cursor }, now }) {
    const page = { limit, before: cursor?.id ?? null };
    const found = await ownActivity(deps.operations.db, { person: me().person, now }, page);
    const next = found.next === null ? null : events.write({ id: found.next });
    return { body: { items: found.events.map(activityDocument), next } };
  },
});

const report = endpoint({
  method: 'POST',
  path: '/me/report-activity',
  operationId: 'reportMyActivity',
  summary:
    'Says that something in the account was not the caller: all else that is signed in ends, the password has to be replaced, and the organizations are told, once in ten minutes',
  access: oneself(),
  body: z.strictObject({ event: z.string().max(20).optional().describe('the id of which one was meant') }),
  status: 200,
  answer: z.object({
    password_reset: z
      .boolean()
      .describe('the old password works for nothing but its change; false: it should be changed'),
    organizations: z.array(namedOrganization).describe('those that were told now'),
  }),
  refusals: ['not_found'],
  async handle(request) {
    const { deps, body } = request;
    const done = await reportActivity(deps.operations, myselfOf(request), body.event ?? null);
    return { body: { password_reset: done.passwordReset, organizations: done.organizations } };
  },
});

function activityDocument({
  id,
  at,
  type,
  by,
  organization,
  network,
  application,
  detail,
}: OwnActivity): z.input<typeof activitySchema> {
  const named = application && { client_id: application.clientId, client_name: application.name };
  const when = at.toISOString();
  return { id, at: when, type, by, organization, network, application: named, detail: { ...detail } };
}

export const myActivityEndpoints = [listOwnActivity, report];
