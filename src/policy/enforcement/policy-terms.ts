import type { EnforcementPolicy } from '../facts.ts';
import type {
  ActivationDocument,
  ChallengeDocument,
  CompleteEnforcementDocument,
  EnforcementFields,
} from './enforcement-document.ts';
import { type PresetName, presetNames, presets } from './presets.ts';

/**
 * Whether two policies say the same, whenever they were saved.
 * A midnight that came from `tonight` equals any other that did: the word alone never moves it (ruling 5).
 */
export function haveSameTerms(previous: EnforcementPolicy, next: EnforcementPolicy): boolean {
  return (
    isSameActivation(previous.activation, next.activation) &&
    isSameValue(fieldsOf(previous), {
      ...fieldsOf(next),
      activation: activationDocument(previous.activation),
    })
  );
}

/** The document that a policy stands for, with all fields filled in; `preset` when one has exactly these values. */
export function toDocument(policy: EnforcementPolicy): CompleteEnforcementDocument {
  const fields = fieldsOf(policy);
  const preset = presetNames.find((name) => isPreset(name, fields, policy));
  return preset === undefined ? fields : { preset, ...fields };
}

/** The preset that a policy has the values of, whatever date its deadline is; null for none. */
export function presetApartFromDate(policy: EnforcementPolicy): PresetName | null {
  const { activation } = policy;
  const undated = activation.kind === 'deadline' ? { ...activation, tonight: true } : activation;
  const fields = fieldsOf(policy);
  return presetNames.find((name) => isPreset(name, fields, { ...policy, activation: undated })) ?? null;
}

function fieldsOf(policy: EnforcementPolicy): EnforcementFields {
  return {
    required: policy.required,
    activation: activationDocument(policy.activation),
    sessions: policy.sessions,
    self_disable: policy.selfDisable,
    joining: policy.joining,
    challenge: challengeDocument(policy),
    factors: policy.factors.toSorted(),
    minimum_acr: policy.minimumLevel,
    enrollment_proof: policy.enrollmentProof,
    grace_days: policy.graceDays,
  };
}

function activationDocument(activation: EnforcementPolicy['activation']): ActivationDocument {
  if (activation.kind !== 'deadline') return activation.kind;
  return { deadline: new Date(activation.at).toISOString() };
}

function challengeDocument({ challenge, sessionMaxDays }: EnforcementPolicy): ChallengeDocument {
  if (challenge === 'every_sign_in' && sessionMaxDays === null) return challenge;
  const terms = challenge === 'every_sign_in' ? null : challenge;
  return {
    max_age_seconds: terms?.maxAgeSeconds ?? null,
    new_address: terms?.newAddress ?? false,
    session_max_days: sessionMaxDays,
    remembered_device_days: terms?.rememberedDeviceDays ?? null,
  };
}

function isSameActivation(
  previous: EnforcementPolicy['activation'],
  next: EnforcementPolicy['activation'],
): boolean {
  if (previous.kind !== 'deadline' || next.kind !== 'deadline') return previous.kind === next.kind;
  return previous.at === next.at || (previous.tonight === true && next.tonight === true);
}

function isPreset(name: PresetName, fields: EnforcementFields, { activation }: EnforcementPolicy): boolean {
  const isTonight = activation.kind === 'deadline' && activation.tonight === true;
  const said = isTonight ? { ...fields, activation: 'tonight' as const } : fields;
  return isSameValue(said, presets[name]);
}

/** Documents are plain values: the same keys with the same values, in any order. */
function isSameValue(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  const [ownEntries, size] = [Object.entries(one), Object.keys(other).length];
  const others = new Map(Object.entries(other));
  return (
    ownEntries.length === size && ownEntries.every(([key, value]) => isSameValue(value, others.get(key)))
  );
}
