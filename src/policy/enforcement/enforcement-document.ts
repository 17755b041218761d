import type { EnrollmentProof, FactorKind, Level } from '../facts.ts';
import type { PresetName } from './presets.ts';

/** When a policy takes effect, as people write it; a deadline is ISO 8601 with an offset. */
export type ActivationDocument =
  | 'immediately'
  | 'next_sign_in'
  | 'tonight'
  | 'when_compliant'
  | { readonly deadline: string };

/** How often a second factor is asked again, as people write it; one field, of which what is left out is null or false. */
export type ChallengeDocument =
  | 'every_sign_in'
  | {
      readonly max_age_seconds?: number | null | undefined;
      readonly new_address?: boolean | undefined;
      readonly session_max_days?: number | null | undefined;
      readonly remembered_device_days?: number | null | undefined;
    };

/** All fields of `enforcement` in the seeding file and the admin API. */
export interface EnforcementFields {
  readonly required: 'nobody' | 'everyone';
  readonly activation: ActivationDocument;
  readonly sessions: 'keep' | 'end_at_deadline' | 'end_now';
  readonly self_disable: 'forbid' | 'suspend' | 'remove';
  readonly joining: 'mfa_first' | 'at_next_sign_in';
  readonly challenge: ChallengeDocument;
  readonly factors: readonly FactorKind[];
  readonly minimum_acr: Level;
  readonly enrollment_proof: EnrollmentProof;
  readonly grace_days: number;
}

/**
 * What is saved: a preset and any field over it; without a preset those fields of the policy saved last that change. Its
 * shape is checked before it comes here.
 */
export type EnforcementDocument = {
  readonly [Field in keyof EnforcementFields]?: EnforcementFields[Field] | undefined;
} & { readonly preset?: PresetName | undefined };

/** A document with all fields filled in, as the admin API answers it. `preset` is there when one has these values. */
export type CompleteEnforcementDocument = EnforcementFields & { readonly preset?: PresetName };
