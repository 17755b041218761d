import type { AuditEventType } from '../../../audit/event.ts';
import type { Instant } from '../../../policy/facts.ts';
import { localDay } from '../../../policy/time/local-days.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { administratorsAndSupport } from '../../api/access/endpoint-access.ts';
import { rowNumberPart } from '../../api/input/cursors.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import {
  type AskedActivity,
  activityFilter,
  activityPath,
  askedActivity,
  filterNames,
  organizationEventTypes,
  queryOf,
} from './asked-activity.ts';
import { type ShownEvent, shownEvent } from './shown-event.ts';

/** What happened in an organization, newest first. */
export interface ActivityModel extends AreaFrame {
  readonly href: string;
  readonly organization: string;
  readonly slug: string;
  readonly events: readonly ShownEvent[];
  readonly kinds: readonly { readonly type: AuditEventType }[];
  readonly asked: ShownFilter;
  /** A chip for each filter that is set, and the address without it. */
  readonly chips: readonly ShownChip[];
  readonly exportHref: string;
  readonly nextHref: string | null;
  /** Where the list begins; null on its first page. */
  readonly firstHref: string | null;
  /** The end of the chain, to be kept elsewhere; null while there is none. */
  readonly seal: { readonly position: number; readonly hash: string } | null;
  /** Events that are not in the chain yet. */
  readonly waiting: number;
}

interface ShownChip {
  readonly kind: keyof AskedActivity;
  readonly withoutHref: string;
  /** When the day begins that it names; null for one that names none. */
  readonly at: Instant | null;
}

interface ShownFilter {
  readonly type: string;
  readonly person: string;
  readonly from: string;
  readonly to: string;
}

const eventsOnPage = 50;

export const activityPage: AreaPage<ActivityModel> = {
  area: 'console/activity',
  name: 'activity',
  path: '/console/:slug/activity',
  tab: 'activity',
  access: administratorsAndSupport(),
  actions: [],
  query: [...filterNames, 'before'],
  content,
};

async function content(visit: Visit): Promise<Omit<ActivityModel, keyof AreaFrame>> {
  const { organization } = visit.administered();
  const { activity, chains } = visit.deps.operations.db;
  const asked = askedActivity(visit);
  const before = rowIn(visit.ctx.query.before);
  const page = { limit: eventsOnPage, before };
  const { events, next } = await activity.list(organization.id, await activityFilter(visit, asked), page);
  const end = await chains.end(organization.id);
  const href = activityPath(visit);
  const { kind: type, ...rest } = asked;
  return {
    href,
    organization: organization.name,
    slug: organization.slug,
    events: events.map(shownEvent),
    kinds: organizationEventTypes.map((each) => ({ type: each })),
    asked: { type, ...rest },
    chips: filterNames
      .filter((name) => asked[name] !== '')
      .map((kind) => ({
        kind,
        withoutHref: `${href}${queryOf({ ...asked, [kind]: '' })}`,
        at: localDay(asked[kind], organization.timeZone)?.startsAt ?? null,
      })),
    exportHref: `${href}/export${queryOf(asked)}`,
    nextHref: next === null ? null : `${href}${queryOf(asked, { before: next })}`,
    firstHref: before === null ? null : `${href}${queryOf(asked)}`,
    seal: end === null || end.hash === '' ? null : { position: end.position, hash: end.hash },
    waiting: await chains.waiting(organization.id),
  };
}

/** Null for none. @throws Refusal `not_found` for what is no number of a row */
function rowIn(said: string | string[] | undefined): string | null {
  if (said === undefined) return null;
  const row = typeof said === 'string' ? rowNumberPart.read(said) : null;
  if (row === null) throw new Refusal('not_found');
  return row;
}
