import { failuresBeforeStop } from '../../limits/failure-limit.ts';
import type { OverviewStore, Surroundings } from '../../organizations/overview/overview-store.ts';
import { silentEnvironments } from '../clients/environments.ts';
import type { Sql } from '../database/sql.ts';
import { countActiveOwners } from './active-owners.ts';

const list = (rows: string) => `(SELECT coalesce(json_agg(r), '[]') FROM (${rows}) r)`;

/** Those who are locked are few, and found by an index that has nobody else. */
const locked = `SELECT u.id, u.email, u.name,
    CASE WHEN u.second_factor_failures < ${failuresBeforeStop} THEN u.second_factor_locked_until END AS until
  FROM users u JOIN members m ON m.user_id = u.id AND m.organization_id = $1
  WHERE u.second_factor_locked_until IS NOT NULL
    AND (u.second_factor_locked_until > $2 OR u.second_factor_failures >= ${failuresBeforeStop})
  ORDER BY u.email LIMIT $3`;

const jobs = `SELECT id, kind, total, done, failed FROM long_jobs
  WHERE organization_id = $1 AND state IN ('queued', 'running') ORDER BY started_at, id`;

const nextInvitation = `SELECT json_build_object('email', email, 'expiresAt', expires_at) FROM invitations
  WHERE organization_id = $1 AND expires_at > $2 ORDER BY expires_at LIMIT 1`;

const surroundings = `SELECT (${countActiveOwners}) AS "activeOwners", (${nextInvitation}) AS "nextInvitation", ${list(locked)} AS locked, ${list(jobs)} AS jobs,
  ${list(silentEnvironments)} AS environments`;

export function createOverviewStore(sql: Sql): OverviewStore {
  return {
    async surroundings(organizationId, { now, limit }) {
      const [row] = await sql<Surroundings>(surroundings, [organizationId, now, limit]);
      if (row === undefined) throw new Error('a statement without tables answers one row');
      return row;
    },
  };
}
