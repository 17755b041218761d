import {
  type ActivityActor,
  type ActivityEvent,
  type ActivityFilter,
  type ActivityPage,
  type ActivityStore,
  type InstanceEvent,
  longestActivityPage,
  type OwnActivityStore,
} from '../../audit/activity-store.ts';
import { wholeDetail } from '../../audit/personal-part.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Sql } from '../database/sql.ts';

/** As large as an id can be: the first page is read by the statement of all the others. */
export const afterAllIds = '9223372036854775807';

/** A condition of the filter; a statement has only those that are asked for, so that each is planned for itself. */
const conditions: Readonly<Record<keyof ActivityFilter, (parameter: string) => string>> = {
  type: (parameter) => `type = ${parameter}`,
  actor: (parameter) => `actor->>'id' = ${parameter}`,
  target: (parameter) => `user_id = ${parameter}`,
  person: (parameter) => `(actor->>'id' = ${parameter}::text OR user_id::text = ${parameter}::text)`,
  from: (parameter) => `at >= ${parameter}`,
  to: (parameter) => `at < ${parameter}`,
};

/** What is told of an event `e`. */
const told = `e.id::text, e.at, e.type, e.actor->>'kind' AS kind, e.actor->>'id' AS "actorId",
      a.email AS "actorEmail", a.name AS "actorName", e.user_id AS "targetId", t.email AS "targetEmail",
      e.source_address AS "sourceAddress", e.detail, e.personal`;

const people = `LEFT JOIN users t ON t.id = e.user_id
    LEFT JOIN users a ON a.id = CASE WHEN e.actor->>'kind' = 'user'
      AND e.actor->>'id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN (e.actor->>'id')::uuid END
    ORDER BY e.id DESC`;

/** A person as a stretch of the index (user_id, id), read as that of organizations is. */
const pageOfPerson = `SELECT ${told}
    FROM (SELECT * FROM audit_events
      WHERE (user_id, id) < ((SELECT $1::uuid), $2) AND user_id >= (SELECT $1::uuid) AND NOT is_copy
      ORDER BY user_id DESC, id DESC LIMIT $3) e
    ${people}`;

/**
 * An organization as a stretch of the index (organization_id, id), read backwards from the cursor. With a plain
 * `organization_id = $1 ORDER BY id`, PostgreSQL may walk the primary key instead: good for the largest organization,
 * but through everybody's events for a small one, and a statement may be planned once for all of them. The subselect
 * hides the value from the planner, whose guess of what lies between two UUIDs depends on where they happen to be.
 *
 * The people are looked up for the rows of the page alone. They may be gone by now, so no event depends on them; nor
 * does a page on an actor whose id is none, since it would be hidden by one forged event.
 */
function pageOf(filter: readonly (keyof ActivityFilter)[]): string {
  const asked = filter.map((name, index) => ` AND ${conditions[name](`$${index + 4}`)}`);
  return `SELECT ${told}
    FROM (SELECT * FROM audit_events
      WHERE (organization_id, id) < ((SELECT $1::uuid), $2) AND organization_id >= (SELECT $1::uuid)${asked.join('')}
      ORDER BY organization_id DESC, id DESC LIMIT $3) e
    ${people}`;
}

/** Backwards through the primary key, which is in the order of time. */
function pageEverywhere({ type }: Pick<ActivityFilter, 'type'>): string {
  return `SELECT ${told}, o.slug, o.name AS "organizationName"
    FROM (SELECT * FROM audit_events WHERE id < $1 AND NOT is_copy${type === undefined ? '' : ' AND type = $3'}
      ORDER BY id DESC LIMIT $2) e
    LEFT JOIN organizations o ON o.id = e.organization_id
    ${people.replace("= 'user'", "IN ('user', 'operator')")}`;
}

interface EverywhereRow extends Row {
  readonly slug: string | null;
  readonly organizationName: string | null;
}

async function readEverywhere(
  sql: Sql,
  filter: Pick<ActivityFilter, 'type'>,
  { limit, before }: { readonly limit: number; readonly before: string | null },
) {
  requireCursor(before);
  const most = Math.min(limit, longestActivityPage);
  const values = [before ?? afterAllIds, most + 1, ...(filter.type === undefined ? [] : [filter.type])];
  const rows = await sql<EverywhereRow>(pageEverywhere(filter), values);
  const events = rows.slice(0, most).map(({ slug, organizationName: name, ...row }): InstanceEvent => {
    return { ...eventOf(row), organization: slug === null || name === null ? null : { slug, name } };
  });
  return { events, next: rows.length > most ? (events.at(-1)?.id ?? null) : null };
}

/** In one order, so that the same filter is the same statement. */
const names = [
  'type',
  'actor',
  'target',
  'person',
  'from',
  'to',
] as const satisfies readonly (keyof ActivityFilter)[];

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly type: string;
  readonly kind: string | null;
  readonly actorId: string | null;
  readonly actorEmail: string | null;
  readonly actorName: string | null;
  readonly targetId: string | null;
  readonly targetEmail: string | null;
  readonly sourceAddress: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly personal: Readonly<Record<string, unknown>> | null;
}

export function createActivityStore(sql: Sql): Omit<ActivityStore, keyof OwnActivityStore> {
  return {
    list(organizationId, filter, { limit, before }) {
      const asked = names.filter((name) => filter[name] !== undefined);
      const values = asked.map((name) => filter[name]);
      return readPage(sql, pageOf(asked), { of: organizationId, limit, before, values });
    },
    everywhere: (filter, page) => readEverywhere(sql, filter, page),
    async count(organizationId, filter) {
      const asked = names.filter((name) => filter[name] !== undefined);
      const wanted = asked.map((name, index) => ` AND ${conditions[name](`$${index + 2}`)}`);
      const [row] = await sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM audit_events WHERE organization_id = $1${wanted.join('')}`,
        [organizationId, ...asked.map((name) => filter[name])],
      );
      return row?.count ?? 0;
    },
    ofPerson: (userId, page) => readPage(sql, pageOfPerson, { of: userId, ...page, values: [] }),
  };
}

/** @throws Refusal `invalid_request` */
export function requireCursor(before: string | null): void {
  if (before !== null && !/^-?\d{1,18}$/.test(before))
    throw new Refusal('invalid_request', { reason: 'not a cursor of this list' });
}

interface Asked {
  readonly of: string;
  readonly limit: number;
  readonly before: string | null;
  readonly values: readonly unknown[];
}

async function readPage(sql: Sql, statement: string, asked: Asked): Promise<ActivityPage> {
  const { of, limit, before, values } = asked;
  requireCursor(before);
  const most = Math.min(limit, longestActivityPage);
  const rows = await sql<Row>(statement, [of, before ?? afterAllIds, most + 1, ...values]);
  const shown = rows.slice(0, most);
  return { events: shown.map(eventOf), next: rows.length > most ? (shown.at(-1)?.id ?? null) : null };
}

function eventOf({
  id,
  at,
  type,
  targetId,
  targetEmail,
  sourceAddress,
  detail: open,
  personal,
  ...actor
}: Row): ActivityEvent {
  const target = targetId === null ? null : { id: targetId, email: targetEmail };
  const detail = wholeDetail(open, personal);
  return { id, at, type, actor: actorOf(actor), target, sourceAddress, detail };
}

function actorOf({
  kind,
  actorId,
  actorEmail,
  actorName,
}: Pick<Row, 'kind' | 'actorId' | 'actorEmail' | 'actorName'>): ActivityActor {
  return { kind: kind ?? 'unknown', id: actorId, email: actorEmail, name: actorName };
}
