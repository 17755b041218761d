import type { Actor, AuditEvent } from '../../audit/event.ts';
import type { AuditStore } from '../../audit/store.ts';
import type { Sql } from '../database/sql.ts';

export function createAuditStore(sql: Sql): AuditStore {
  return {
    record: (event, now) => insertAll(sql, [auditValues(event, now)]),
    recordAll: (events, now) =>
      insertAll(
        sql,
        events.map((event) => auditValues(event, now)),
      ),
  };
}

/** The log of one transaction. */
export interface LateAudit {
  /** Keeps what is recorded. */
  readonly audit: AuditStore;
  /** Writes it, last of all. */
  write(): Promise<void>;
}

/**
 * Writing an event of an organization locks its chain until the end of the transaction, and chains are locked last: so
 * what is recorded in a transaction is written at its end, wherever in between it was recorded.
 */
export function createLateAudit(sql: Sql): LateAudit {
  const rows: unknown[][] = [];
  return {
    audit: {
      record: async (event, now) => void rows.push(auditValues(event, now)),
      recordAll: async (events, now) => void rows.push(...events.map((event) => auditValues(event, now))),
    },
    async write() {
      // One statement locks chains in the order of their ids by itself; several have to be in that order.
      const inOrder = rows.length <= mostAtOnce ? rows : rows.toSorted(byChain);
      for (let from = 0; from < inOrder.length; from += mostAtOnce)
        await insertAll(sql, inOrder.slice(from, from + mostAtOnce));
    },
  };
}

/** Events in one statement: it hashes each of them, and may not take for ever. */
const mostAtOnce = 1000;

async function insertAll(sql: Sql, rows: readonly (readonly unknown[])[]): Promise<void> {
  const [only] = rows;
  if (only === undefined) return;
  if (rows.length === 1) {
    await sql(`INSERT INTO audit_events (${auditColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7)`, only);
    return;
  }
  const column = (index: number) => rows.map((row) => row[index]);
  await sql(
    `INSERT INTO audit_events (${auditColumns})
     SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::jsonb[], $4::uuid[], $5::uuid[], $6::text[], $7::jsonb[])`,
    [0, 1, 2, 3, 4, 5, 6].map(column),
  );
}

/** By the organization; the events of none come first. */
function byChain(one: readonly unknown[], other: readonly unknown[]): number {
  const [left, right] = [String(one[3] ?? ''), String(other[3] ?? '')];
  return left === right ? 0 : left < right ? -1 : 1;
}

const auditColumns = 'at, type, actor, organization_id, user_id, source_address, detail';

/** The parameters of `recordFrom`, in its order. */
export function auditValues(event: AuditEvent, now: Date): unknown[] {
  return [
    now,
    event.type,
    JSON.stringify(actorForLog(event.actor)),
    event.organizationId ?? null,
    event.userId ?? null,
    'sourceAddress' in event.actor ? (event.actor.sourceAddress ?? null) : null,
    JSON.stringify(event.detail ?? {}),
  ];
}

function actorForLog(actor: Actor): Record<string, string> {
  const { kind } = actor;
  if (kind === 'user') return { kind, id: actor.id };
  return kind === 'operator' && actor.clientId !== undefined ? { kind, id: actor.clientId } : { kind };
}

/** The end of a statement that changes something: the event is written exactly when `source` has a row. */
export function recordFrom(source: string, firstParameter: number): string {
  const [at, type, actor, organization, user, address, detail] = [0, 1, 2, 3, 4, 5, 6].map(
    (n) => `$${firstParameter + n}`,
  );
  return `INSERT INTO audit_events (${auditColumns})
    SELECT ${at}::timestamptz, ${type}, ${actor}::jsonb, ${organization}::uuid, ${user}::uuid, ${address}, ${detail}::jsonb
    FROM ${source} RETURNING 1`;
}
