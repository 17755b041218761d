import { z } from 'zod';
import { exportActivity } from '../../../audit/activity-csv.ts';
import type { ActivityEvent } from '../../../audit/activity-store.ts';
import { whileAdministering } from '../../../organizations/exports/while-administering.ts';
import { endpoint } from '../access/endpoint.ts';
import { administrators } from '../access/endpoint-access.ts';
import { emailField, idField, instantField } from '../answers/answer-fields.ts';
import { pageOf, pageQuery } from '../dialects/own/pages.ts';
import { activityFilterFields, activityFilterOf } from '../input/activity-filter.ts';
import { cursorOf, rowNumberPart } from '../input/cursors.ts';

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
  query: z.strictObject({ ...activityFilterFields, ...pageQuery(events) }),
  status: 200,
  answer: pageOf(eventSchema),
  refusals: ['not_found', 'not_allowed'],
  async handle({ deps, query: { limit, cursor, ...wanted }, administered }) {
    const page = { limit, before: cursor?.id ?? null };
    const { id } = administered().organization;
    const found = await deps.operations.db.activity.list(id, activityFilterOf(wanted), page);
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
  query: z.strictObject(activityFilterFields),
  status: 200,
  answer: z.string(),
  contentType: 'text/csv',
  refusals: ['not_found', 'not_allowed', 'mfa_required'],
  async handle({ deps, query, administered }) {
    const { organization, acting } = administered();
    const context = { actor: acting.actor, now: acting.now, filter: activityFilterOf(query) };
    const { db } = deps.operations;
    const at = { admin: acting.admin, organizationId: organization.id };
    const body = whileAdministering(await exportActivity(db, organization.id, context), db, at);
    const name = `${organization.slug}-activity.csv`;
    return { body, headers: { 'content-disposition': `attachment; filename="${name}"` } };
  },
});

/** An event in the shape of the API. */
export function eventDocument({ id, at, type, actor, target, sourceAddress, detail }: ActivityEvent) {
  return { id, at: at.toISOString(), type, actor, target, source_address: sourceAddress, detail };
}

export const activityEndpoints = [listActivity, exportCsv];
