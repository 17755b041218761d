import type { ChainEnd, ChainedEvent, ChainStore } from '../../audit/chain-store.ts';
import type { Sql } from '../database/sql.ts';

/** Numbers of events stay below 2^53, so that a position is a number of JavaScript. */
const columns = `id::text, at, chain_position::float8 AS position, encode(chain_hash, 'hex') AS hash,
  CASE WHEN form = 0 THEN 'blanked'
    WHEN chain_position IS NULL THEN CASE form WHEN 1 THEN 'before' ELSE 'waits' END
    WHEN form = 1 THEN 'whole'
    WHEN personal_digest IS NULL AND source_address IS NULL AND personal IS NULL THEN 'whole'
    WHEN salt IS NULL AND source_address IS NULL AND personal IS NULL THEN 'erased'
    WHEN audit_event_digest(salt, source_address, personal) = personal_digest THEN 'whole'
    ELSE 'changed' END AS state,
  CASE WHEN type = 'account.erased' THEN detail->'blanked' END AS blanked`;

/** The text of an event that stands at position $n, or at its own when that is null. */
function textAt(parameter: string): string {
  return `audit_event_text(CASE WHEN ${parameter}::bigint IS NULL THEN e
    ELSE jsonb_populate_record(e, jsonb_build_object('chain_position', ${parameter}::bigint)) END) AS text`;
}

export function createChainStore(sql: Sql): ChainStore {
  return {
    organizations: () =>
      sql(`SELECT id, slug FROM organizations
        UNION ALL SELECT organization_id, NULL FROM audit_chains c
          WHERE NOT EXISTS (SELECT 1 FROM organizations o WHERE o.id = c.organization_id)
        ORDER BY slug, id`),
    async extend(most) {
      const [row] = await sql<{ done: number }>('SELECT chain_audit_events($1) AS done', [most]);
      return row?.done ?? 0;
    },
    async waiting(organizationId) {
      const [row] = await sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM audit_events
         WHERE organization_id = $1 AND chain_position IS NULL AND form = 2`,
        [organizationId],
      );
      return row?.count ?? 0;
    },
    async end(organizationId) {
      const [end] = await sql<ChainEnd>(
        `SELECT position::float8 AS position, encode(hash, 'hex') AS hash FROM audit_chains
         WHERE organization_id = $1`,
        [organizationId],
      );
      return end ?? null;
    },
    events: (organizationId, { afterId, limit, standingAt }) =>
      sql<ChainedEvent>(
        `SELECT ${columns}, ${textAt('$4')} FROM audit_events e
         WHERE organization_id = $1 AND id > $2 ORDER BY e.id LIMIT $3`,
        [organizationId, afterId, limit, standingAt],
      ),
    async eventAt(organizationId, position) {
      const [event] = await sql<ChainedEvent>(
        `SELECT ${columns}, audit_event_text(e) AS text FROM audit_events e
         WHERE organization_id = $1 AND chain_position = $2 ORDER BY e.id LIMIT 1`,
        [organizationId, position],
      );
      return event ?? null;
    },
    async firstChainedId() {
      const [first] = await sql<{ id: string }>(
        'SELECT e.id::text FROM audit_events e WHERE chain_position IS NOT NULL ORDER BY e.id LIMIT 1',
      );
      return first?.id ?? null;
    },
    async firstBeyondEnd(organizationId) {
      const [first] = await sql<{ id: string; position: number }>(
        `SELECT e.id::text, chain_position::float8 AS position FROM audit_events e
         WHERE organization_id = $1 AND chain_position >
           coalesce((SELECT position FROM audit_chains WHERE organization_id = $1), 0)
         ORDER BY chain_position, e.id LIMIT 1`,
        [organizationId],
      );
      return first ?? null;
    },
  };
}
