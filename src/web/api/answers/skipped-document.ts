import { z } from 'zod';
import { mostExamples } from '../../../long-jobs/long-job.ts';
import type { SkippedMembers } from '../../../organizations/bulk/skipped-members.ts';
import { emailField, idField } from './answer-fields.ts';

/** Somebody with an account. */
export const personSchema = z
  .object({ id: idField, email: emailField, name: z.string().nullable() })
  .meta({ id: 'JobPerson' });

/** How many for each reason. */
export const byReason = z.record(z.string(), z.int()).meta({
  description:
    'How many by reason: the code of a refusal, already_so where nothing would be changed, not_needed where there is nothing to remind of',
});

/** Somebody who was named among those who were skipped. */
export const skippedSchema = z
  .object({
    id: idField.nullable().meta({ description: 'Null for a name that is no member’s' }),
    email: z.string().meta({ description: 'Their address, or what was named' }),
    name: z.string().nullable(),
    reason: z.string(),
  })
  .meta({ id: 'SkippedMember' });

export const skippedFields = {
  skipped_count: z.int(),
  skipped_by_reason: byReason,
  skipped: z.array(skippedSchema).meta({ description: `The first ${mostExamples} of them` }),
};

export function skippedDocument({ count, byReason: reasons, first }: SkippedMembers) {
  return { skipped_count: count, skipped_by_reason: { ...reasons }, skipped: [...first] };
}
