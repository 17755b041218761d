import { z } from 'zod';
import { type LongJob, longJobKinds, longJobStates } from '../../../long-jobs/long-job.ts';
import { idField, instantField } from './answer-fields.ts';
import { byReason, personSchema } from './skipped-document.ts';

/** Something that goes on after the request which started it. */
export const longJobSchema = z
  .object({
    id: idField,
    kind: z.enum(longJobKinds),
    state: z.enum(longJobStates),
    ended_because: z.enum(['stopped', 'starter_may_not', 'error']).nullable().meta({
      description:
        'stopped: by somebody; starter_may_not: whoever started it may not any more, or their sessions were ended',
    }),
    started_by: personSchema.nullable().meta({ description: 'Null for the operator' }),
    total: z.int().meta({ description: 'Those whom it is about, as far as was known when it was started' }),
    done: z.int(),
    failed: z.int(),
    failed_by_reason: byReason,
    started_at: instantField,
    updated_at: instantField,
    ended_at: instantField.nullable(),
    expires_at: instantField.meta({ description: 'Until then it is known, and its file can be had' }),
    has_file: z.boolean(),
  })
  .meta({ id: 'LongJob' });

export function longJobDocument(job: LongJob): z.input<typeof longJobSchema> {
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    ended_because: job.whyEnded,
    started_by: job.startedBy,
    total: job.total,
    done: job.done,
    failed: job.failed,
    failed_by_reason: { ...job.reasons },
    started_at: job.startedAt.toISOString(),
    updated_at: job.updatedAt.toISOString(),
    ended_at: job.endedAt?.toISOString() ?? null,
    expires_at: job.expiresAt.toISOString(),
    has_file: hasFile(job),
  };
}

export function hasFile({ kind, state }: LongJob): boolean {
  return kind === 'activity_export' && state === 'done';
}
