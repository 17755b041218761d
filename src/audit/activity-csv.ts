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
  yield csvLine(columns.map(([name]) => name));
  let before: string | null = null;
  do {
    const page = await activity.list(organizationId, filter, { limit: longestActivityPage, before });
    if (page.events.length > 0) yield page.events.map(lineOf).join('');
    before = page.next;
  } while (before !== null);
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

/** A record of RFC 4180 with its CRLF; fields are quoted where they must be, also for readers that part them by `;` or tab. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map((field) => quoted(withoutFormula(field))).join(',')}\r\n`;
}

function quoted(field: string): string {
  return /[",;\t\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/**
 * Names, reasons and addresses are written by people who are not trusted by the one who opens the file. Spreadsheets
 * run a field that begins with one of these (or its full-width form) as a formula, which can send the sheet elsewhere;
 * behind an apostrophe it is text. Quoting alone does not help.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function withoutFormula(field: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(field) ? `'${field}` : field;
}
