import type { BlankedEvent } from '../../audit/chain-store.ts';
import type { AuditStore, ForgottenEvents } from '../../audit/store.ts';
import type { Sql } from '../database/sql.ts';

/** The part of the log that erases, by the indexes of migrations/0012-chained-later.ts. */
export function forgettingStatements(sql: Sql): Pick<AuditStore, 'formerAddresses' | 'forgetPerson'> {
  return {
    async formerAddresses(userId) {
      const rows = await sql<{ address: string }>(addresses, [userId]);
      return rows.map(({ address }) => address);
    },
    async forgetPerson(userId, theirAddresses) {
      const erased = await sql<{ organizationId: string | null; count: number }>(erase, [
        userId,
        theirAddresses,
      ]);
      const blanked = await sql<BlankedRow>(blank, [userId, theirAddresses]);
      const ids = new Set([...erased, ...blanked].map(({ organizationId }) => organizationId));
      return [...ids].map(
        (organizationId): ForgottenEvents => ({
          organizationId,
          erased: erased.find((each) => each.organizationId === organizationId)?.count ?? 0,
          blanked: blanked.filter((each) => each.organizationId === organizationId).flatMap(placeOf),
        }),
      );
    },
  };
}

interface BlankedRow {
  readonly organizationId: string | null;
  readonly position: number | null;
  readonly hash: string | null;
}

/** An event from before there were chains has no place in one. */
function placeOf({ position, hash }: BlankedRow): BlankedEvent[] {
  return position === null || hash === null ? [] : [{ position, hash }];
}

/** What somebody merely asked to have is not here: it may be anybody's. */
const addresses = `SELECT DISTINCT coalesce(personal->>'before', detail->>'before') AS address FROM audit_events
  WHERE user_id = $1 AND type = 'account.email_changed' AND coalesce(personal->>'before', detail->>'before') IS NOT NULL`;

/** Changes of an organization that was told of things at one of the addresses, by an index of their own. */
const toldThere = (column: string) => `SELECT id FROM audit_events WHERE type = 'organization.updated'
    AND (${column}->'before'->>'notificationEmail' = ANY ($2::text[])
      OR ${column}->'after'->>'notificationEmail' = ANY ($2::text[]))`;

/** Ids of the events of a person ($1) and their addresses ($2), each way by an index of its own. */
const theirs = `SELECT id FROM audit_events WHERE user_id = $1::uuid
  UNION SELECT id FROM audit_events WHERE actor->>'id' = $1::uuid::text AND actor->>'id' IS DISTINCT FROM user_id::text
  UNION SELECT id FROM audit_events WHERE personal->>'email' = ANY ($2::text[])
  UNION SELECT id FROM audit_events WHERE form = 1 AND detail->>'email' = ANY ($2::text[])
  UNION ${toldThere('personal')}
  UNION ${toldThere('detail')} AND form = 1`;

const erase = `WITH erased AS (UPDATE audit_events SET personal = NULL, salt = NULL, source_address = NULL
    WHERE id IN (${theirs}) AND form = 2 AND personal_digest IS NOT NULL AND salt IS NOT NULL RETURNING organization_id)
  SELECT organization_id AS "organizationId", count(*)::int AS count FROM erased GROUP BY organization_id`;

const blank = `UPDATE audit_events SET form = 0, detail = '{}', source_address = NULL
  WHERE id IN (${theirs}) AND form = 1
  RETURNING organization_id AS "organizationId", chain_position::float8 AS position, encode(chain_hash, 'hex') AS hash`;
