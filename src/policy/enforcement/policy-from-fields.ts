import type { Challenge, EnforcementPolicy, Instant } from '../facts.ts';
import type { ChallengeDocument, EnforcementFields } from './enforcement-document.ts';

/** What a policy needs beside its fields: everything relative in them is an instant by now. */
export interface PolicyInstants {
  readonly activation: EnforcementPolicy['activation'];
  readonly savedAt: Instant;
}

/** The policy that fields stand for once their activation is resolved; `toDocument` turns it back into fields. */
export function policyFromFields(
  fields: Omit<EnforcementFields, 'activation'>,
  { activation, savedAt }: PolicyInstants,
): EnforcementPolicy {
  return {
    savedAt,
    required: fields.required,
    activation,
    sessions: fields.sessions,
    selfDisable: fields.self_disable,
    joining: fields.joining,
    challenge: challengeOf(fields.challenge),
    sessionMaxDays: fields.challenge === 'every_sign_in' ? null : (fields.challenge.session_max_days ?? null),
    factors: [...new Set(fields.factors)].toSorted(),
    minimumLevel: fields.minimum_acr,
    enrollmentProof: fields.enrollment_proof,
    graceDays: fields.grace_days,
  };
}

/** An object that asks for nothing but every sign-in is the same as the word for it. */
function challengeOf(document: ChallengeDocument): Challenge {
  if (document === 'every_sign_in') return document;
  const maxAgeSeconds = document.max_age_seconds ?? null;
  const rememberedDeviceDays = document.remembered_device_days ?? null;
  const newAddress = document.new_address ?? false;
  if (maxAgeSeconds === null && rememberedDeviceDays === null && !newAddress) return 'every_sign_in';
  return { maxAgeSeconds, newAddress, rememberedDeviceDays };
}
