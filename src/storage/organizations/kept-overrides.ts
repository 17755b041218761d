import type { KeptOverride, KeptOverrideStore } from '../../organizations/joining/kept-override.ts';
import type { Sql } from '../database/sql.ts';

export function createKeptOverrideStore(sql: Sql): KeptOverrideStore {
  return {
    async keep({ organizationId, userId, setAt, reason, expiresAt }) {
      await sql(
        `INSERT INTO kept_overrides (organization_id, user_id, set_at, reason, expires_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organization_id, user_id) DO UPDATE
           SET set_at = excluded.set_at, reason = excluded.reason, expires_at = excluded.expires_at`,
        [organizationId, userId, setAt, reason, expiresAt],
      );
    },
    async find(organizationId, userId, now) {
      const [row] = await sql<KeptOverride>(
        `SELECT organization_id AS "organizationId", user_id AS "userId", set_at AS "setAt", reason,
           expires_at AS "expiresAt"
         FROM kept_overrides WHERE organization_id = $1 AND user_id = $2 AND expires_at > $3`,
        [organizationId, userId, now],
      );
      return row ?? null;
    },
    async forget(organizationId, userId) {
      await sql('DELETE FROM kept_overrides WHERE organization_id = $1 AND user_id = $2', [
        organizationId,
        userId,
      ]);
    },
    async forgetAll(organizationId) {
      await sql('DELETE FROM kept_overrides WHERE organization_id = $1', [organizationId]);
    },
  };
}
