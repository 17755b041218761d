import { z } from 'zod';
import { deadLetterFacts } from '../../../jobs/dead-letter-facts.ts';
import type { DeadLetter } from '../../../jobs/dead-letters.ts';
import { jobKinds } from '../../../jobs/queue.ts';
import { emailField, idField, instantField } from './answer-fields.ts';

export const deadLetterSchema = z
  .object({
    id: idField,
    kind: z.enum(jobKinds),
    failed_at: instantField,
    notice: z.string().nullable().describe('of a mail: what it tells, never what is in it'),
    email: emailField.nullable().describe('to whom a mail goes'),
    client_id: z.string().nullable().describe('the application that was to be told of a sign-out'),
    people: z.int().nullable().describe('of how many people sessions were to be ended'),
    reason: z
      .string()
      .nullable()
      .describe('why it failed; null: no key opens it, and it can only be dropped'),
  })
  .meta({ id: 'DeadLetter' });

export function deadLetterDocument(letter: DeadLetter): z.input<typeof deadLetterSchema> {
  const { clientId, ...facts } = deadLetterFacts(letter);
  const { id, kind, failedAt } = letter;
  return { id, kind, failed_at: failedAt.toISOString(), ...facts, client_id: clientId };
}
