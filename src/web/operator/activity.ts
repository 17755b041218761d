import type { InstanceEvent } from '../../audit/activity-store.ts';
import { type AuditEventType, auditEventTypes } from '../../audit/event.ts';
import type { Instant } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { operatorOnly } from '../api/access/endpoint-access.ts';
import { rowNumberPart } from '../api/input/cursors.ts';
import type { AreaFrame, AreaPage } from '../areas/area-page.ts';

/** What happened in the whole installation, what its operators did included, newest first. */
export interface ActivityModel extends AreaFrame {
  readonly events: readonly ShownInstanceEvent[];
  /** As it was asked for; empty: whatever it is. */
  readonly type: AuditEventType | '';
  readonly types: readonly AuditEventType[];
  /** Where the next ones begin; null after the last. */
  readonly next: string | null;
  readonly isFirst: boolean;
}

export interface ShownInstanceEvent {
  readonly id: string;
  readonly at: Instant;
  readonly type: string;
  /** Address of a person, or id of a client of the operator; null for neither. */
  readonly by: string | null;
  readonly byKind: string;
  /** The address is null of who is gone. */
  readonly whom: { readonly id: string; readonly email: string | null } | null;
  readonly from: string | null;
  readonly organization: { readonly slug: string; readonly organization: string } | null;
  /** As JSON; null for nothing. */
  readonly detail: string | null;
}

const eventsOnPage = 50;

export const activityPage: AreaPage<ActivityModel> = {
  area: 'operator',
  name: 'activity',
  path: '/operator/activity',
  tab: 'activity',
  access: operatorOnly,
  actions: [],
  query: ['type', 'before'],
  async content({ deps, ctx }) {
    const type = auditEventTypes.find((each) => each === ctx.query.type);
    const before = beforeIn(ctx.query.before);
    const { activity } = deps.operations.db;
    const filter = type === undefined ? {} : { type };
    const { events, next } = await activity.everywhere(filter, { limit: eventsOnPage, before });
    return {
      events: events.map(shown),
      type: type ?? '',
      types: auditEventTypes,
      next,
      isFirst: before === null,
    };
  },
};

/** @throws Refusal `not_found` for what is no number of a row */
function beforeIn(said: string | string[] | undefined): string | null {
  if (said === undefined) return null;
  const row = typeof said === 'string' ? rowNumberPart.read(said) : null;
  if (row === null) throw new Refusal('not_found');
  return row;
}

function shown({ id, at, type, actor, target, sourceAddress, organization, detail }: InstanceEvent) {
  return {
    id,
    at: at.getTime(),
    type,
    by: actor.email ?? actor.id,
    byKind: actor.kind,
    whom: target,
    from: sourceAddress,
    organization: organization && { slug: organization.slug, organization: organization.name },
    detail: Object.keys(detail).length === 0 ? null : JSON.stringify(detail),
  };
}
