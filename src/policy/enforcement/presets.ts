import type { FactorKind } from '../facts.ts';
import type { EnforcementFields } from './enforcement-document.ts';

/** Names of the presets: what an organization's administrator chooses from. */
export const presetNames = [
  'by-midnight',
  'everyone-ready',
  'all-at-once',
  'chosen-people',
  'reset-driven',
] as const;

export type PresetName = (typeof presetNames)[number];

const factors: readonly FactorKind[] = ['totp', 'webauthn'];

const common = {
  self_disable: 'forbid',
  joining: 'at_next_sign_in',
  challenge: 'every_sign_in',
  factors,
  minimum_acr: 2,
  enrollment_proof: 'mailbox',
  grace_days: 0,
} as const;

/** Each preset as the document it stands for: all fields, any of which can be set over it. */
export const presets: Readonly<Record<PresetName, EnforcementFields>> = {
  'by-midnight': {
    ...common,
    required: 'everyone',
    activation: 'tonight',
    sessions: 'end_at_deadline',
    challenge: {
      max_age_seconds: 86_400,
      new_address: true,
      session_max_days: null,
      remembered_device_days: 1,
    },
  },
  'everyone-ready': {
    ...common,
    required: 'everyone',
    activation: 'when_compliant',
    sessions: 'keep',
    self_disable: 'remove',
    joining: 'mfa_first',
  },
  'all-at-once': { ...common, required: 'everyone', activation: 'next_sign_in', sessions: 'keep' },
  'chosen-people': { ...common, required: 'nobody', activation: 'next_sign_in', sessions: 'keep' },
  'reset-driven': {
    ...common,
    required: 'nobody',
    activation: 'immediately',
    sessions: 'end_now',
    challenge: {
      max_age_seconds: null,
      new_address: false,
      session_max_days: 30,
      remembered_device_days: null,
    },
  },
};
