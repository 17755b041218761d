import { z } from 'zod';
import { exportActivity } from '../../../audit/activity-csv.ts';
import type { ActivityEvent, ActivityFilter } from '../../../audit/activity-store.ts';
import { auditEventTypes } from '../../../audit/event.ts';
import { instantText } from '../../../documents/fields.ts';
import { endpoint } from '../access/endpoint.ts';
import { administrators } from '../access/endpoint-access.ts';
import { pageOf, pageQuery } from '../dialects/own/pages.ts';
import { cursorOf, rowNumberPart } from '../input/cursors.ts';
import { emailField, idField, instantField } from './answer-fields.ts';

const filter = {
  type: z.enum(auditEventTypes).optional(),
  actor: z
    .string()
    .min(1)
    .max(200, { error: 'must be the id of a user, or of a client of the operator' })
    .optional(),
  target: z.uuid({ error: 'must be the id of a user' }).optional(),
  from: instantText.optional(),
  to: instantText.optional(),
};

const events = cursorOf({ id: rowNumberPart });

const person = z.object({ id: idField, email: emailField.nullable() }).meta({ id: 'ActivityPerson' });

const eventSchema = z
  .object({
    id: z.string(),
    at: instantField,
    type: z.string(),
    actor: z
      .object({
        kind: z.string(),
        id: z.string().nullable(),
        email: emailField.nullable(),
        name: z.string().nullable(),
      })
      .meta({ id: 'ActivityActor' }),
    target: person.nullable(),
    source_address: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()).describe('what was changed, by the type of the event'),
  })
  .meta({ id: 'ActivityEvent' });

const listActivity = endpoint({
  method: 'GET',
  path: '/organizations/{slug}/activity',
  operationId: 'listActivity',
  summary: 'What happened, newest first',
  access: administrators(),
  query: z.strictObject({ ...filter, ...pageQuery(events) }),
  status: 200,
  answer: pageOf(eventSchema),
  refusals: ['not_found', 'not_allowed'],
  async handle({ deps, query: { limit, cursor, ...wanted }, administered }) {
    const page = { limit, before: cursor?.id ?? null };
    const { id } = administered().organization;
    const found = await deps.operations.db.activity.list(id, filterOf(wanted), page);
    const next = found.next === null ? null : events.write({ id: found.next });
    return { body: { items: found.events.map(eventDocument), next } };
  },
});

const exportCsv = endpoint({
  method: 'GET',
  path: '/organizations/{slug}/activity.csv',
  operationId: 'exportActivity',
  summary: 'The same as CSV, all of it',
  access: administrators('always'),
  query: z.strictObject(filter),
  status: 200,
  answer: z.string(),
  contentType: 'text/csv',
  refusals: ['not_found', 'not_allowed', 'mfa_required'],
  async handle({ deps, query, administered }) {
    const { organization, acting } = administered();
    const context = { actor: acting.actor, now: acting.now, filter: filterOf(query) };
    const body = await exportActivity(deps.operations.db, organization.id, context);
    const name = `${organization.slug}-activity.csv`;
    return { body, headers: { 'content-disposition': `attachment; filename="${name}"` } };
  },
});

type Wanted = { readonly [Name in keyof typeof filter]?: z.output<(typeof filter)[Name]> };

function filterOf({ from, to, ...rest }: Wanted): ActivityFilter {
  const said = Object.entries({
    ...rest,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}

function eventDocument({ id, at, type, actor, target, sourceAddress, detail }: ActivityEvent) {
  return { id, at: at.toISOString(), type, actor, target, source_address: sourceAddress, detail };
}

export const activityEndpoints = [listActivity, exportCsv];
