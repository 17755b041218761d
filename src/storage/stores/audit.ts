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
  };
}

/** For a statement that changes and records at once: the columns, and their values in this order. */
export const auditColumns = 'at, type, actor, organization_id, user_id, source_address, detail';

export function auditValues(event: AuditEvent, now: Date): unknown[] {
  return [
    now,
    event.type,
    JSON.stringify(actorForLog(event.actor)),
    event.organizationId ?? null,
    event.userId ?? null,
    'sourceAddress' in event.actor ? event.actor.sourceAddress : null,
    JSON.stringify(event.detail ?? {}),
  ];
}

function actorForLog(actor: Actor): Record<string, string> {
  return actor.kind === 'user' ? { kind: actor.kind, id: actor.id } : { kind: actor.kind };
}
