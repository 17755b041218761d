import { z } from 'zod';
import { presetNames } from '../policy/enforcement/presets.ts';
import { factorKinds } from '../policy/factors/factor-kinds.ts';
import { count, instant, word } from './fields.ts';

const activationWords = ['immediately', 'next_sign_in', 'tonight', 'when_compliant'] as const;

/** How often a second factor is asked again, where it is not at every sign-in. */
export const challengeTermsSchema = z
  .strictObject({
    max_age_seconds: count(60, 31_536_000).nullable(),
    new_address: z.boolean(),
    session_max_days: count(1, 3650).nullable(),
    remembered_device_days: count(1, 365).nullable(),
  })
  .partial();

/**
 * The shape of an organization's enforcement: a preset and any field over it, or what changes of the policy saved last.
 * Only shapes and bounds are checked here; which fields go together, and that anything is said, the policy decides.
 */
export const enforcementSchema = z.strictObject({
  preset: word(presetNames).exactOptional(),
  required: word(['nobody', 'everyone']).exactOptional(),
  activation: z
    .union([z.enum(activationWords), z.strictObject({ deadline: instant })], {
      error: `must be one of: ${activationWords.join(', ')}, or { deadline: an instant }`,
    })
    .exactOptional(),
  sessions: word(['keep', 'end_at_deadline', 'end_now']).exactOptional(),
  self_disable: word(['forbid', 'suspend', 'remove']).exactOptional(),
  joining: word(['mfa_first', 'at_next_sign_in']).exactOptional(),
  challenge: z
    .union([z.literal('every_sign_in'), challengeTermsSchema], {
      error:
        'must be every_sign_in, or a group of: max_age_seconds, new_address, session_max_days, remembered_device_days',
    })
    .exactOptional(),
  factors: z
    .array(word(factorKinds))
    .min(1, 'must name at least one factor')
    .refine((kinds) => new Set(kinds).size === kinds.length, 'must name each factor once')
    .exactOptional(),
  minimum_acr: z.literal([1, 2, 3], { error: 'must be 1, 2 or 3' }).exactOptional(),
  enrollment_proof: word(['mailbox', 'ticket', 'none']).exactOptional(),
  grace_days: count(0, 365).exactOptional(),
});
