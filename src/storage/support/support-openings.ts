import type { SupportOpening, SupportStore } from '../../organizations/support/support-store.ts';
import type { Sql } from '../database/sql.ts';

export function createSupportStore(sql: Sql): SupportStore {
  return {
    async find(userId, organizationId, now) {
      const [row] = await sql<SupportOpening>(find, [userId, organizationId, now]);
      return row ?? null;
    },
    async open({ userId, organizationId, openedAt, expiresAt }) {
      await sql(open, [userId, organizationId, openedAt, expiresAt]);
    },
    async end(userId, organizationId, now) {
      const rows = await sql<{ readonly live: boolean }>(end, [userId, organizationId, now]);
      return rows.some(({ live }) => live);
    },
    async endAllOf(userId, now) {
      const rows = await sql<{ readonly id: string; readonly live: boolean }>(endAll, [userId, now]);
      return rows.filter(({ live }) => live).map(({ id }) => id);
    },
  };
}

const find = `SELECT user_id AS "userId", organization_id AS "organizationId", opened_at AS "openedAt", expires_at AS "expiresAt"
  FROM support_openings WHERE user_id = $1 AND organization_id = $2 AND expires_at > $3`;

const open = `INSERT INTO support_openings (user_id, organization_id, opened_at, expires_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (user_id, organization_id) DO UPDATE SET opened_at = excluded.opened_at, expires_at = excluded.expires_at`;

const end = `DELETE FROM support_openings WHERE user_id = $1 AND organization_id = $2 RETURNING expires_at > $3 AS live`;

const endAll = `DELETE FROM support_openings WHERE user_id = $1
  RETURNING organization_id AS id, expires_at > $2 AS live`;
