import { z } from 'zod';
import type { Proofs } from '../policy/facts.ts';
import type { SessionRecord } from './person.ts';

const storedProofs = z.object({
  passwordAt: z.number().optional(),
  totpAt: z.number().optional(),
  totpId: z.string().optional(),
  recoveryCodeAt: z.number().optional(),
  recoveryCodeId: z.string().optional(),
  webauthn: z
    .object({
      at: z.number(),
      authenticatorId: z.string().optional(),
      userVerified: z.boolean(),
      hardwareBound: z.boolean().nullable(),
    })
    .optional(),
});

const storedSuppressions = z.record(z.string(), z.number());

/** Whether a value read from the database says what was proven; anything else proves nothing. */
export function areProofs(value: unknown): value is Proofs {
  return storedProofs.safeParse(value).success;
}

/** Whether a value read from the database says until when prompts are suppressed. */
export function areSuppressions(value: unknown): value is SessionRecord['suppressed'] {
  return storedSuppressions.safeParse(value).success;
}
