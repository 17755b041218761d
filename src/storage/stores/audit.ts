import type { Actor, AuditEvent } from '../../audit/event.ts';
import type { AuditStore } from '../../audit/store.ts';
import type { Sql } from '../sql.ts';

export function createAuditStore(sql: Sql): AuditStore {
  return {
    async record(event, now) {
      await sql(
        `INSERT INTO audit_events (${auditColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        auditValues(event, now),
      );
    },
    async recordAll(events, now) {
      const rows = events.map((event) => auditValues(event, now));
      const column = (index: number) => rows.map((row) => row[index]);
      await sql(
        `INSERT INTO audit_events (${auditColumns})
         SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::jsonb[], $4::uuid[], $5::uuid[], $6::text[], $7::jsonb[])`,
        [0, 1, 2, 3, 4, 5, 6].map(column),
      );
    },
  };
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
