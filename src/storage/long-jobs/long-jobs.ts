import type { LongJob, LongJobParameters, RunnableJob } from '../../long-jobs/long-job.ts';
import type { FailedMember, LongJobStore } from '../../long-jobs/long-job-store.ts';
import type { SealedSql } from '../database/sealed-sql.ts';

const underWay = "state IN ('queued', 'running')";

const columns = `j.id, j.organization_id AS "organizationId", j.kind, j.total, j.done, j.failed, j.reasons, j.examples,
  j.state, j.why_ended AS "whyEnded", j.started_at AS "startedAt", j.updated_at AS "updatedAt",
  j.ended_at AS "endedAt", j.expires_at AS "expiresAt"`;

const withStarter = `SELECT ${columns}, CASE WHEN u.id IS NOT NULL
    THEN json_build_object('id', u.id, 'email', u.email, 'name', u.name) END AS "startedBy"
  FROM long_jobs j LEFT JOIN users u ON u.id = j.started_by`;

const parametersPlace = (id: string) => `long_jobs.parameters:${id}`;
const piecePlace = (id: string, piece: number) => `long_job_pieces.content:${id}:${piece}`;

interface LockedRow extends Omit<RunnableJob, 'parameters'> {
  readonly sealed: Buffer;
}

export function createLongJobStore({ sql, sealer }: SealedSql): LongJobStore {
  const sealed = (id: string, parameters: LongJobParameters) =>
    sealer.seal(JSON.stringify(parameters), parametersPlace(id));
  return {
    async add({ id, organizationId, kind, parameters, total, state, ...times }) {
      const starter = parameters.starter.admin?.userId ?? null;
      await sql(
        `INSERT INTO long_jobs (id, organization_id, kind, started_by, parameters, total, state, started_at, updated_at,
           expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          ...[id, organizationId, kind, starter, sealed(id, parameters), total, state],
          ...[times.startedAt, times.updatedAt, times.expiresAt],
        ],
      );
    },
    async find(id) {
      const [row] = await sql<LongJob>(`${withStarter} WHERE j.id = $1`, [id]);
      return row ?? null;
    },
    page: (organizationId, { after, limit }) =>
      sql<LongJob>(
        `${withStarter} WHERE j.organization_id = $1
           AND ($2::timestamptz IS NULL OR (j.started_at, j.id) < ($2, $3::uuid))
         ORDER BY j.started_at DESC, j.id DESC LIMIT $4`,
        [organizationId, after?.startedAt ?? null, after?.id ?? null, limit],
      ),
    async countUnderWay(organizationId) {
      const [row] = await sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM long_jobs WHERE organization_id = $1 AND ${underWay}`,
        [organizationId],
      );
      return row?.count ?? 0;
    },
    failures: (id) =>
      sql<FailedMember>(
        `SELECT u.id AS "userId", u.email, u.name, e.example->>'reason' AS reason
         FROM long_jobs j CROSS JOIN LATERAL jsonb_array_elements(j.examples) WITH ORDINALITY e (example, place)
           JOIN users u ON u.id = (e.example->>'userId')::uuid
         WHERE j.id = $1 ORDER BY e.place`,
        [id],
      ),
    async lock(id) {
      const [row] = await sql<LockedRow>(
        `SELECT ${columns}, j.step, j.progress, j.parameters AS sealed FROM long_jobs j
         WHERE j.id = $1 AND ${underWay} AND j.parameters IS NOT NULL FOR UPDATE OF j`,
        [id],
      );
      if (row === undefined) return null;
      const { sealed: parameters, ...job } = row;
      return {
        ...job,
        parameters: JSON.parse(sealer.open(parameters, parametersPlace(id)).toString('utf8')),
      };
    },
    async saveBatch(batch) {
      await sql(
        `UPDATE long_jobs SET state = $2, step = $3, progress = $4, done = $5, failed = $6, reasons = $7, examples = $8,
           updated_at = $9, expires_at = $10 WHERE id = $1`,
        [
          ...[batch.id, batch.state, batch.step, batch.progress, batch.done, batch.failed],
          ...[
            JSON.stringify(batch.reasons),
            JSON.stringify(batch.examples),
            batch.updatedAt,
            batch.expiresAt,
          ],
        ],
      );
    },
    async end(id, { state, whyEnded, now }) {
      const rows = await sql(
        `UPDATE long_jobs SET state = $2, why_ended = $3, ended_at = $4, updated_at = $4, parameters = NULL, progress = NULL
         WHERE id = $1 AND ${underWay} RETURNING 1`,
        [id, state, whyEnded, now],
      );
      return rows.length === 1;
    },
    async addPiece(id, piece, text) {
      const content = sealer.seal(text, piecePlace(id, piece));
      await sql('INSERT INTO long_job_pieces (job_id, piece, content) VALUES ($1, $2, $3)', [
        id,
        piece,
        content,
      ]);
    },
    async piece(id, piece) {
      const [row] = await sql<{ content: Buffer }>(
        'SELECT content FROM long_job_pieces WHERE job_id = $1 AND piece = $2',
        [id, piece],
      );
      return row === undefined ? null : sealer.open(row.content, piecePlace(id, piece)).toString('utf8');
    },
    async forgetFiles(organizationIds, userId) {
      await sql(
        `DELETE FROM long_jobs j WHERE j.kind = 'activity_export' AND (j.organization_id = ANY ($1)
           OR EXISTS (SELECT 1 FROM audit_events e WHERE e.user_id = $2 AND e.organization_id = j.organization_id)
           OR EXISTS (SELECT 1 FROM audit_events e WHERE e.actor->>'id' = $2::uuid::text
             AND e.organization_id = j.organization_id))`,
        [organizationIds, userId],
      );
    },
  };
}
