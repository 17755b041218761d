import type { SeatStore } from '../../plans/seat-store.ts';
import type { Sql } from '../database/sql.ts';
import { emailsBy } from './emails.ts';

export function createSeatStore(sql: Sql): SeatStore {
  return {
    async inUse(organizationId, now) {
      const [row] = await sql<{ used: number }>(
        `SELECT (SELECT count(*) FROM members WHERE organization_id = $1)::int
           + (SELECT count(*) FROM invitations WHERE organization_id = $1 AND expires_at > $2)::int AS used`,
        [organizationId, now],
      );
      return row?.used ?? 0;
    },
    async holders(organizationId, now) {
      const members =
        'SELECT u.email FROM members m JOIN users u ON u.id = m.user_id WHERE m.organization_id = $1 ORDER BY u.email';
      const invited =
        'SELECT email FROM invitations WHERE organization_id = $1 AND expires_at > $2 ORDER BY email';
      return {
        members: await emailsBy(sql, members, [organizationId]),
        invitations: await emailsBy(sql, invited, [organizationId, now]),
      };
    },
  };
}
