import { randomUUID } from 'node:crypto';
import type { DueWork, DueWorkStore } from '../../jobs/due-work.ts';
import type { Sql } from '../database/sql.ts';

export function createDueWorkStore(sql: Sql): DueWorkStore {
  return {
    async add({ kind, organizationId, userId, dueAt }) {
      await sql(
        'INSERT INTO due_work (id, kind, organization_id, user_id, due_at) VALUES ($1, $2, $3, $4, $5)',
        [randomUUID(), kind, organizationId, userId, dueAt],
      );
    },
    async addUnlessAhead({ kind, organizationId, userId, dueAt }, now) {
      await sql(
        `INSERT INTO due_work (id, kind, organization_id, user_id, due_at) SELECT $1, $2, $3, $4, $5
         WHERE NOT EXISTS (SELECT 1 FROM due_work
           WHERE kind = $2 AND organization_id = $3 AND user_id IS NOT DISTINCT FROM $4::uuid AND due_at > $6)`,
        [randomUUID(), kind, organizationId, userId, dueAt, now],
      );
    },
    async withdraw(kind, organizationId, userId) {
      await sql(
        'DELETE FROM due_work WHERE kind = $1 AND organization_id = $2 AND user_id IS NOT DISTINCT FROM $3::uuid',
        [kind, organizationId, userId],
      );
    },
    async takeNext(now) {
      const [work] = await sql<DueWork>(
        `SELECT w.id, w.kind, w.organization_id AS "organizationId", w.user_id AS "userId", w.due_at AS "dueAt",
           w.after_user_id AS "afterUserId"
         FROM due_work w JOIN organizations o ON o.id = w.organization_id WHERE w.due_at <= $1 ORDER BY w.due_at LIMIT 1
         FOR NO KEY UPDATE OF o SKIP LOCKED FOR UPDATE OF w SKIP LOCKED`,
        [now],
      );
      return work ?? null;
    },
    async isDue(kind, organizationId, now) {
      const rows = await sql(
        'SELECT 1 FROM due_work WHERE organization_id = $1 AND kind = $2 AND due_at <= $3 LIMIT 1',
        [organizationId, kind, now],
      );
      return rows.length === 1;
    },
    async allDone(kind, organizationId, now) {
      await sql('DELETE FROM due_work WHERE organization_id = $1 AND kind = $2 AND due_at <= $3', [
        organizationId,
        kind,
        now,
      ]);
    },
    async done(id) {
      await sql('DELETE FROM due_work WHERE id = $1', [id]);
    },
    async advance(id, afterUserId) {
      await sql('UPDATE due_work SET after_user_id = $2 WHERE id = $1', [id, afterUserId]);
    },
    async postpone(id, until) {
      await sql('UPDATE due_work SET due_at = $2 WHERE id = $1', [id, until]);
    },
  };
}
