import { z } from 'zod';
import { factorKinds } from '../../policy/factors/factor-kinds.ts';
import type { EnforcementPolicy } from '../../policy/facts.ts';

const level = z.union([z.literal(1), z.literal(2), z.literal(3)]);

const challenge = z.union([
  z.literal('every_sign_in'),
  z.object({
    maxAgeSeconds: z.number().nullable(),
    newAddress: z.boolean(),
    rememberedDeviceDays: z.number().nullable(),
  }),
]);

const activation = z.union([
  z.object({ kind: z.enum(['immediately', 'next_sign_in', 'when_compliant']) }),
  z.object({ kind: z.literal('deadline'), at: z.number() }),
]);

const storedPolicy = z.object({
  savedAt: z.number(),
  announcedSince: z.number().optional(),
  required: z.enum(['nobody', 'everyone']),
  activation,
  sessions: z.enum(['keep', 'end_at_deadline', 'end_now']),
  selfDisable: z.enum(['forbid', 'suspend', 'remove']),
  joining: z.enum(['mfa_first', 'at_next_sign_in']),
  challenge,
  sessionMaxDays: z.number().nullable(),
  factors: z.array(z.enum(factorKinds)),
  minimumLevel: level,
  enrollmentProof: z.enum(['mailbox', 'ticket', 'none']),
  graceDays: z.number(),
});

/** The older policies as they are stored: none, a list, or the single one of an earlier version. */
export function readPolicies(value: unknown): readonly EnforcementPolicy[] | 'unreadable' {
  if (value === null || value === undefined) return [];
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  return listed.every(isEnforcementPolicy) ? listed : 'unreadable';
}

/** Whether a value read from the database is a whole policy; anything else denies rather than guessing. */
export function isEnforcementPolicy(value: unknown): value is EnforcementPolicy {
  return storedPolicy.safeParse(value).success;
}
