import { isDeepStrictEqual } from 'node:util';
import type { EnforcementPolicy, Instant } from '../../../policy/facts.ts';

/** A policy as pages tell it. */
export interface ShownPolicy
  extends Pick<
    EnforcementPolicy,
    | 'required'
    | 'sessions'
    | 'selfDisable'
    | 'joining'
    | 'sessionMaxDays'
    | 'factors'
    | 'minimumLevel'
    | 'enrollmentProof'
    | 'graceDays'
  > {
  readonly activation: {
    readonly kind: EnforcementPolicy['activation']['kind'];
    /** Of a deadline; null for anything else. */
    readonly at: Instant | null;
  };
  readonly challenge: {
    readonly kind: 'every_sign_in' | 'again';
    readonly maxAgeSeconds: number | null;
    readonly newAddress: boolean;
    readonly rememberedDeviceDays: number | null;
  };
}

/** What a policy says, in the order in which it is told. */
export const policyFields = [
  'required',
  'activation',
  'sessions',
  'challenge',
  'sessionMaxDays',
  'selfDisable',
  'factors',
  'minimumLevel',
  'enrollmentProof',
  'joining',
  'graceDays',
] as const satisfies readonly (keyof ShownPolicy)[];

export type PolicyField = (typeof policyFields)[number];

export function shownPolicy(policy: EnforcementPolicy): ShownPolicy {
  const { activation, challenge } = policy;
  const { required, sessions, selfDisable, joining, sessionMaxDays } = policy;
  const factors = policy.factors.toSorted();
  const { minimumLevel, enrollmentProof, graceDays } = policy;
  const every = { maxAgeSeconds: null, newAddress: false, rememberedDeviceDays: null };
  return {
    ...{ required, sessions, selfDisable, joining, sessionMaxDays, factors },
    ...{ minimumLevel, enrollmentProof, graceDays },
    activation: { kind: activation.kind, at: activation.kind === 'deadline' ? activation.at : null },
    challenge:
      challenge === 'every_sign_in' ? { kind: challenge, ...every } : { kind: 'again', ...challenge },
  };
}

/** In which fields two policies differ. */
export function changedFields(one: ShownPolicy, other: ShownPolicy): readonly PolicyField[] {
  return policyFields.filter((field) => !isDeepStrictEqual(one[field], other[field]));
}
