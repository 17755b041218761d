import { Temporal } from 'temporal-polyfill';
import type { ActivationDocument, ChallengeDocument, EnforcementDocument } from './enforcement-document.ts';
import type { Challenge, EnforcementPolicy, Instant } from './facts.ts';
import { nextLocalMidnight } from './local-midnight.ts';
import { type PolicyProblem, policyProblems } from './policy-problems.ts';
import { haveSameTerms } from './policy-terms.ts';
import { defaultPreset, presets } from './presets.ts';

export type { EnforcementDocument } from './enforcement-document.ts';

/** What a document is resolved against. */
export interface ResolutionContext {
  readonly now: Instant;
  /** IANA zone of the organization, already checked. */
  readonly timeZone: string;
  /** The organization's latest policy; null when this is its first. */
  readonly previous: EnforcementPolicy | null;
}

export type PolicyResolution =
  | { readonly ok: true; readonly policy: EnforcementPolicy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/**
 * The policy that a document stands for, with `tonight` turned into an instant once.
 * Values identical to the previous policy answer that very policy, `savedAt` and midnight included: saving never
 * disarms (ruling 5). Compare by identity to learn whether there is anything to save.
 */
export function resolvePolicy(document: EnforcementDocument, context: ResolutionContext): PolicyResolution {
  const activation = activationOf(fieldsOf(document).activation, context);
  if (activation === null) {
    const problem = 'must be an instant in ISO 8601 with an offset, like 2026-12-01T00:00:00+01:00';
    return { ok: false, problems: [{ path: 'activation.deadline', problem }] };
  }
  const policy = policyOf(document, activation, context.now);
  const problems = policyProblems(policy);
  if (problems.length > 0) return { ok: false, problems };
  const { previous } = context;
  const isUnchanged = previous !== null && haveSameTerms(previous, policy);
  return { ok: true, policy: isUnchanged ? previous : policy };
}

function fieldsOf(document: EnforcementDocument) {
  const preset = presets[document.preset ?? defaultPreset];
  // A field left undefined is a field not said; the entries keep the types they had.
  const said = Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));
  return { ...preset, ...(said as Partial<typeof preset>) };
}

function policyOf(
  document: EnforcementDocument,
  activation: EnforcementPolicy['activation'],
  savedAt: Instant,
): EnforcementPolicy {
  const fields = fieldsOf(document);
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

function activationOf(
  document: ActivationDocument,
  { now, timeZone }: Omit<ResolutionContext, 'previous'>,
): EnforcementPolicy['activation'] | null {
  if (document === 'tonight') {
    return { kind: 'deadline', at: nextLocalMidnight(now, timeZone), tonight: true };
  }
  if (typeof document === 'string') return { kind: document };
  const at = instantOf(document.deadline);
  return at === null ? null : { kind: 'deadline', at };
}

/** An object that asks for nothing but every sign-in is the same as the word for it. */
function challengeOf(document: ChallengeDocument): Challenge {
  if (document === 'every_sign_in') return document;
  const maxAgeSeconds = document.max_age_seconds ?? null;
  const rememberedDeviceDays = document.remembered_device_days ?? null;
  const newAddress = document.new_address ?? false;
  if (maxAgeSeconds === null && rememberedDeviceDays === null && !newAddress) return 'every_sign_in';
  return {
    maxAgeSeconds,
    newAddress,
    sessionMaxDays: document.session_max_days ?? null,
    rememberedDeviceDays,
  };
}

function instantOf(text: string): Instant | null {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    // Not a date, or one without an offset, which would mean another instant on every server.
    return null;
  }
}
