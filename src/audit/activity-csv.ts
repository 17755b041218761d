import { csvLine } from '../documents/csv.ts';
import {
  type ActivityEvent,
  type ActivityFilter,
  type ActivityStore,
  longestActivityPage,
} from './activity-store.ts';
import type { Deed } from './deed.ts';
import type { StoredDetail } from './event-details.ts';
import type { AuditStore } from './store.ts';

const columns: readonly (readonly [name: string, value: (event: ActivityEvent) => unknown])[] = [
  ['id', ({ id }) => id],
  ['at', ({ at }) => at.toISOString()],
  ['type', ({ type }) => type],
  ['actor', ({ actor }) => actor.kind],
  ['actor_id', ({ actor }) => actor.id],
  ['actor_email', ({ actor }) => actor.email],
  ['actor_name', ({ actor }) => actor.name],
  ['target_id', ({ target }) => target?.id],
  ['target_email', ({ target }) => target?.email],
  ['source_address', ({ sourceAddress }) => sourceAddress],
  ['before', ({ detail }) => detail.before],
  ['after', ({ detail }) => detail.after],
  ['reason', ({ detail }) => detail.reason],
  ['detail', ({ detail: { before: _b, after: _a, reason: _r, ...rest } }) => restOf(rest)],
];

function restOf(rest: StoredDetail): unknown {
  return Object.keys(rest).length === 0 ? null : rest;
}

/**
 * An organization's activity as CSV, newest first, in pieces of one page each: the log is never in memory as a whole.
 * The first piece is the head alone.
 * @see RFC 4180
 */
export async function* activityCsv(
  activity: Pick<ActivityStore, 'list'>,
  organizationId: string,
  filter: ActivityFilter = {},
): AsyncGenerator<string, void, undefined> {
  yield activityCsvHead();
  let before: string | null = null;
  do {
    const page = await activity.list(organizationId, filter, { limit: longestActivityPage, before });
    if (page.events.length > 0) yield activityCsvLines(page.events);
    before = page.next;
  } while (before !== null);
}

export function activityCsvHead(): string {
  return csvLine(columns.map(([name]) => name));
}

export function activityCsvLines(events: readonly ActivityEvent[]): string {
  return events.map(lineOf).join('');
}

/** {@link activityCsv} that leaves the event `organization.exported`, which is its own first line. */
export async function exportActivity(
  stores: { readonly activity: ActivityStore; readonly audit: AuditStore },
  organizationId: string,
  { actor, now, filter }: Deed & { readonly filter?: ActivityFilter },
): Promise<AsyncGenerator<string, void, undefined>> {
  const detail = { what: 'activity', ...filter } as const;
  await stores.audit.record({ type: 'organization.exported', actor, organizationId, detail }, now);
  return activityCsv(stores.activity, organizationId, filter);
}

function lineOf(event: ActivityEvent): string {
  return csvLine(columns.map(([, value]) => textOf(value(event))));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
