import { randomBytes } from 'node:crypto';
import type { Actor, AuditEvent } from '../../audit/event.ts';
import { detailParts } from '../../audit/personal-part.ts';
import type { AuditStore } from '../../audit/store.ts';
import type { Sql } from '../database/sql.ts';
import { forgettingStatements } from './forgetting.ts';

export function createAuditStore(sql: Sql): AuditStore {
  return {
    record: (event, now) => insertAll(sql, [auditValues(event, now)]),
    recordAll: (events, now) =>
      insertAll(
        sql,
        events.map((event) => auditValues(event, now)),
      ),
    ...forgettingStatements(sql),
  };
}

/** The log of one transaction. */
export interface LateAudit {
  /** Keeps what is recorded. */
  readonly audit: AuditStore;
  /** Writes it, last of all. */
  write(): Promise<void>;
}

/** What is recorded in a transaction is written at its end, wherever in between it was recorded: in one statement. */
export function createLateAudit(sql: Sql): LateAudit {
  const events: AuditValues[] = [];
  return {
    audit: {
      record: async (event, now) => void events.push(auditValues(event, now)),
      recordAll: async (added, now) => void events.push(...added.map((event) => auditValues(event, now))),
      ...forgettingStatements(sql),
    },
    async write() {
      for (let from = 0; from < events.length; from += mostAtOnce)
        await insertAll(sql, events.slice(from, from + mostAtOnce));
    },
  };
}

/** Events in one statement, which may not take for ever. */
const mostAtOnce = 1000;

/** What the log keeps of an event, in the order of `recordFrom`; organizations are a list, `[null]` for none. */
type AuditValues = readonly [
  at: Date,
  type: string,
  actor: string,
  organizations: readonly (string | null)[],
  user: string | null,
  address: string | null,
  detail: string,
  personal: string | null,
  salt: Buffer | null,
];

const auditColumns = `at, type, actor, organization_id, is_copy, user_id, source_address, detail, personal, salt,
  personal_digest`;

async function insertAll(sql: Sql, events: readonly AuditValues[]): Promise<void> {
  const [only] = events;
  if (only === undefined) return;
  if (events.length === 1) {
    await sql(insertOne, only);
    return;
  }
  const rows = events.flatMap(([at, type, actor, organizations, ...rest]) =>
    organizations.map((organization, index) => [at, type, actor, organization, index > 0, ...rest]),
  );
  const column = (index: number) => rows.map((row) => row[index]);
  await sql(insertMany, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(column));
}

/** The parameters of `recordFrom`, in its order. */
export function auditValues(event: AuditEvent, now: Date): AuditValues {
  const { open, personal } = detailParts(event.type, event.detail ?? {});
  const address = 'sourceAddress' in event.actor ? (event.actor.sourceAddress ?? null) : null;
  return [
    now,
    event.type,
    JSON.stringify(actorForLog(event.actor)),
    organizationsOf(event),
    event.userId ?? null,
    address,
    JSON.stringify(open),
    personal === null ? null : JSON.stringify(personal),
    personal === null && address === null ? null : randomBytes(16),
  ];
}

function organizationsOf({ organizationId, organizations = [] }: AuditEvent): readonly (string | null)[] {
  if (organizationId !== undefined) return [organizationId];
  return organizations.length === 0 ? [null] : organizations;
}

function actorForLog(actor: Actor): Record<string, string> {
  const { kind } = actor;
  if (kind === 'user') return { kind, id: actor.id };
  const operator = kind === 'operator' ? (actor.clientId ?? actor.userId) : undefined;
  return operator === undefined ? { kind } : { kind, id: operator };
}

/**
 * The end of a statement that changes something: the event is written exactly when `source` has a row. Answers a row for
 * each organization that sees it.
 */
export function recordFrom(source: string, firstParameter: number): string {
  return `${insertFrom(firstParameter, `, ${source}`)} RETURNING 1`;
}

function insertFrom(firstParameter: number, source: string): string {
  const [at, type, actor, organizations, user, address, detail, personal, salt] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8,
  ].map((n) => `$${firstParameter + n}`);
  return `INSERT INTO audit_events (${auditColumns})
    SELECT ${at}::timestamptz, ${type}, ${actor}::jsonb, o.id, o.number > 1, ${user}::uuid,
      CASE WHEN k.keeps THEN ${address}::text END, ${detail}::jsonb, CASE WHEN k.keeps THEN ${personal}::jsonb END,
      CASE WHEN k.keeps THEN ${salt}::bytea END, ${digest(`${salt}::bytea`, `${address}::text`, `${personal}::jsonb`)}
    FROM unnest(${organizations}::uuid[]) WITH ORDINALITY AS o (id, number),
      audit_event_keeps(${actor}::jsonb, ${user}::uuid) AS k (keeps)${source}`;
}

function digest(salt: string, address: string, personal: string): string {
  return `CASE WHEN ${salt} IS NOT NULL THEN audit_event_digest(${salt}, ${address}, ${personal}) END`;
}

const insertOne = insertFrom(1, '');

const insertMany = `INSERT INTO audit_events (${auditColumns})
  SELECT e.at, e.type, e.actor, e.organization_id, e.is_copy, e.user_id, CASE WHEN k.keeps THEN e.source_address END,
    e.detail, CASE WHEN k.keeps THEN e.personal END, CASE WHEN k.keeps THEN e.salt END,
    ${digest('e.salt', 'e.source_address', 'e.personal')}
  FROM unnest($1::timestamptz[], $2::text[], $3::jsonb[], $4::uuid[], $5::boolean[], $6::uuid[], $7::text[], $8::jsonb[],
    $9::jsonb[], $10::bytea[]) AS e (at, type, actor, organization_id, is_copy, user_id, source_address, detail, personal, salt),
    audit_event_keeps(e.actor, e.user_id) AS k (keeps)`;
