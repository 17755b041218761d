import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant, reference } from '../database/columns.ts';

/** Work of an administrator that goes on for longer than a request. */
export interface LongJobRow {
  readonly id: string;
  readonly organizationId: string | null;
  readonly kind: string;
  readonly startedBy: string | null;
  /** Sealed; null once it has ended. */
  readonly parameters: Buffer | null;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly reasons: unknown;
  readonly examples: unknown;
  readonly state: string;
  readonly whyEnded: string | null;
  readonly step: number;
  readonly progress: string | null;
  readonly startedAt: Date;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
  readonly expiresAt: Date;
}

export const LongJobEntity = new EntitySchema<LongJobRow>({
  name: 'long_jobs',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'long_jobs_pk' },
    organizationId: {
      ...reference('organization_id', 'organizations', 'long_jobs_organization_fk'),
      nullable: true,
    },
    kind: { type: 'text' },
    startedBy: { ...reference('started_by', 'users', 'long_jobs_starter_fk'), nullable: true },
    parameters: { type: 'bytea', nullable: true },
    total: { type: 'integer' },
    done: { type: 'integer', default: 0 },
    failed: { type: 'integer', default: 0 },
    reasons: { type: 'jsonb', default: {} },
    examples: { type: 'jsonb', default: [] },
    state: { type: 'text' },
    whyEnded: { type: 'text', name: 'why_ended', nullable: true },
    step: { type: 'integer', default: 0 },
    progress: { type: 'text', nullable: true },
    startedAt: instant('started_at'),
    updatedAt: instant('updated_at'),
    endedAt: { ...instant('ended_at'), nullable: true },
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof LongJobRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'long_jobs_organization', columns: ['organizationId', 'startedAt', 'id'] },
    { name: 'long_jobs_starter', columns: ['startedBy'] },
    { name: 'long_jobs_expiry', columns: ['expiresAt'] },
  ],
});

/** A part of the file that a job has written. */
export interface LongJobPieceRow {
  readonly jobId: string;
  readonly piece: number;
  /** Sealed. */
  readonly content: Buffer;
}

export const LongJobPieceEntity = new EntitySchema<LongJobPieceRow>({
  name: 'long_job_pieces',
  columns: {
    jobId: {
      ...reference('job_id', 'long_jobs', 'long_job_pieces_job_fk'),
      primary: true,
      primaryKeyConstraintName: 'long_job_pieces_pk',
    },
    piece: { type: 'integer', primary: true, primaryKeyConstraintName: 'long_job_pieces_pk' },
    content: { type: 'bytea' },
  } satisfies Record<keyof LongJobPieceRow, EntitySchemaColumnOptions>,
});
