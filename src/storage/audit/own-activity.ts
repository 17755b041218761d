import {
  longestActivityPage,
  type OwnActivityRow,
  type OwnActivityStore,
} from '../../audit/activity-store.ts';
import { wholeDetail } from '../../audit/personal-part.ts';
import type { Sql } from '../database/sql.ts';
import { afterAllIds, requireCursor } from './activity.ts';

interface Row extends Omit<OwnActivityRow, 'actor' | 'organization' | 'detail'> {
  readonly kind: string | null;
  readonly actorId: string | null;
  readonly organizationId: string | null;
  readonly slug: string | null;
  readonly name: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly personal: Readonly<Record<string, unknown>> | null;
}

/**
 * A person as a stretch of the index (user_id, id), read backwards as in activity.ts until the page is full. The span of
 * time is no condition: rows come newest first, so whoever reads stops at the first that is too old.
 */
const list = `SELECT e.id::text, e.at, e.type, e.actor->>'kind' AS kind, e.actor->>'id' AS "actorId",
    e.source_address AS "sourceAddress", e.detail, e.personal, o.id AS "organizationId", o.slug, o.name
  FROM (SELECT * FROM audit_events
    WHERE (user_id, id) < ((SELECT $1::uuid), $2) AND user_id >= (SELECT $1::uuid) AND NOT is_copy AND type = ANY ($4)
    ORDER BY user_id DESC, id DESC LIMIT $3) e
  LEFT JOIN organizations o ON o.id = e.organization_id
  ORDER BY e.id DESC`;

/** One event with all logs that it stands in: its copies are written in the same statement, right behind it. */
const find = `SELECT e.type, e.at, array_remove(array_agg(c.organization_id::text), NULL) AS organizations
  FROM audit_events e JOIN audit_events c ON c.user_id = e.user_id AND c.id >= e.id AND c.id < e.id + 1000
    AND c.at = e.at AND c.type = e.type AND (c.id = e.id OR c.is_copy)
  WHERE e.user_id = $1 AND e.id = $2 AND NOT e.is_copy AND e.type = ANY ($3) GROUP BY e.id`;

export function ownActivityStatements(sql: Sql): OwnActivityStore {
  return {
    async ownOf(userId, { limit, before, types, since }) {
      requireCursor(before);
      const most = Math.min(limit, longestActivityPage);
      const rows = await sql<Row>(list, [userId, before ?? afterAllIds, most + 1, types]);
      const young = rows.filter(({ at }) => at >= since);
      const shown = young.slice(0, most);
      return { rows: shown.map(rowOf), next: young.length > most ? (shown.at(-1)?.id ?? null) : null };
    },
    async findOwn(userId, id, types) {
      if (!/^[1-9]\d{0,17}$/.test(id)) return null;
      const [row] = await sql<{ type: string; at: Date; organizations: string[] }>(find, [userId, id, types]);
      return row ?? null;
    },
  };
}

function rowOf({ kind, actorId, organizationId, slug, name, detail, personal, ...row }: Row): OwnActivityRow {
  const isThere = organizationId !== null && slug !== null && name !== null;
  return {
    ...row,
    actor: { kind: kind ?? 'unknown', id: actorId },
    organization: isThere ? { id: organizationId, slug, name } : null,
    detail: wholeDetail(detail, personal),
  };
}
