import { Refusal } from '../../../refusal/refusal.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import { eventDocument } from '../../api/endpoints/activity.ts';
import { rowNumberPart } from '../../api/input/cursors.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import { activityPath, queryOf } from './asked-activity.ts';
import { type ShownEvent, shownEvent } from './shown-event.ts';

/** One event, in words and as it is stored. */
export interface ActivityEventModel extends AreaFrame {
  readonly href: string;
  readonly organization: string;
  readonly event: ShownEvent;
  /** The activity of whoever did it, and of whom it happened to; null for nobody. */
  readonly whoHref: string | null;
  readonly whomHref: string | null;
  /** JSON, as the API answers it. */
  readonly raw: string;
}

export const activityEventPage: AreaPage<ActivityEventModel> = {
  area: 'console/activity',
  name: 'activity-event',
  path: '/console/:slug/activity/events/:id',
  tab: 'activity',
  access: administrators(),
  actions: [],
  async content(visit) {
    const { organization } = visit.administered();
    const event = await eventOf(visit);
    const href = activityPath(visit);
    const activityOf = (id: string | null) => (id === null ? null : `${href}${queryOf({ person: id })}`);
    return {
      href,
      organization: organization.name,
      event: shownEvent(event),
      whoHref: event.actor.kind === 'user' ? activityOf(event.actor.id) : null,
      whomHref: activityOf(event.target?.id ?? null),
      raw: JSON.stringify(eventDocument(event), null, 2),
    };
  },
};

/** The page of one event that begins with it. @throws Refusal `not_found` for one that is another organization's */
async function eventOf({ deps, ctx, ...visit }: Visit) {
  const id = rowNumberPart.read(ctx.params.id ?? '');
  if (id === null) throw new Refusal('not_found');
  const page = { limit: 1, before: String(BigInt(id) + 1n) };
  const { events } = await deps.operations.db.activity.list(visit.administered().organization.id, {}, page);
  const [event] = events;
  if (event?.id !== id) throw new Refusal('not_found');
  return event;
}
