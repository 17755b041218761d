import fc from 'fast-check';
import { defaultPolicy } from '../../../../src/policy/enforcement/default-policy.ts';
import { policyProblems } from '../../../../src/policy/enforcement/policy-problems.ts';
import { policiesAfterSaving } from '../../../../src/policy/enforcement/saved-policies.ts';
import type { EnforcementPolicy, FactorKind, Instant } from '../../../../src/policy/facts.ts';
import { day, hour, minute, now as save } from '../../support/world.ts';
import type { PolicyChange } from './situation.ts';

/** Everything that a policy says, each thing by itself, and an instant told from the save. */
interface Terms extends Omit<EnforcementPolicy, 'savedAt' | 'announcedSince' | 'activation' | 'challenge'> {
  readonly activation:
    | 'immediately'
    | 'next_sign_in'
    | 'when_compliant'
    /** After the save, in milliseconds. */
    | { readonly deadlineIn: number };
  readonly maxAgeSeconds: number | null;
  readonly newAddress: boolean;
  readonly rememberedDeviceDays: number | null;
}

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 2 });

const values: { readonly [Field in keyof Terms]: fc.Arbitrary<Terms[Field]> } = {
  required: fc.constantFrom('everyone', 'everyone', 'nobody'),
  activation: fc.oneof(
    fc.constantFrom('immediately' as const, 'next_sign_in' as const, 'when_compliant' as const),
    fc.constantFrom(-day, hour, day, 3 * day, 20 * day).map((deadlineIn) => ({ deadlineIn })),
  ),
  sessions: fc.constantFrom('keep', 'end_at_deadline', 'end_now'),
  selfDisable: fc.constantFrom('forbid', 'suspend', 'remove'),
  joining: fc.constantFrom('mfa_first', 'at_next_sign_in'),
  maxAgeSeconds: orNull(fc.constantFrom(1800, 3600, 86_400, 20 * 86_400)),
  newAddress: fc.boolean(),
  rememberedDeviceDays: orNull(fc.constantFrom(1, 2, 30)),
  sessionMaxDays: fc.option(fc.constantFrom(1, 7, 29, 30), { nil: null, freq: 2 }),
  factors: fc.constantFrom<readonly FactorKind[]>(['totp', 'webauthn'], ['totp'], ['webauthn']),
  minimumLevel: fc.constantFrom(2, 2, 3),
  enrollmentProof: fc.constantFrom('mailbox', 'ticket', 'none'),
  graceDays: fc.constantFrom(0, 0, 1, 10),
};

const terms: fc.Arbitrary<Terms> = fc.record(values);

/** The policy, with what does not go together made to (ruling 19). */
export function policyOf(said: Terms, savedAt: Instant): EnforcementPolicy {
  const { activation, maxAgeSeconds, newAddress, rememberedDeviceDays, ...rest } = said;
  const hasDeadline = typeof activation === 'object';
  const isPlain = maxAgeSeconds === null && !newAddress && rememberedDeviceDays === null;
  const saved: EnforcementPolicy = {
    ...rest,
    savedAt,
    activation: hasDeadline
      ? { kind: 'deadline', at: savedAt + activation.deadlineIn }
      : { kind: activation },
    sessions: rest.sessions === 'keep' ? rest.sessions : hasDeadline ? 'end_at_deadline' : 'end_now',
    challenge: isPlain ? 'every_sign_in' : { maxAgeSeconds, newAddress, rememberedDeviceDays },
    minimumLevel: rest.factors.includes('webauthn') ? rest.minimumLevel : 2,
  };
  const problems = policyProblems(saved);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return saved;
}

const fields = Object.keys(values) as Field[];

/** How long before the save the policies were saved, oldest first. */
const ages = [45 * day, 20 * day, 3 * day, 20 * hour, 2 * hour, 30 * minute, minute];

/** Those that stand before the save, as saving one after the other leaves them; and what the latest says. */
const standing = fc
  .tuple(fc.subarray(ages, { minLength: 1, maxLength: 4 }), fc.array(terms, { minLength: 4, maxLength: 4 }))
  .map(([chosen, said]) => {
    let policies: readonly EnforcementPolicy[] = [];
    let latest = said[0] as Terms;
    for (const [index, age] of chosen.entries()) {
      latest = said[index] ?? latest;
      policies = policiesAfterSaving(policies, policyOf(latest, save - age));
    }
    const savedAt = policies[0]?.savedAt ?? save;
    return { policies: [...policies, defaultPolicy(save - 60 * day)], latest, savedAt };
  });

export type Field = keyof Terms;

const changedFields = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...fields).map((field): readonly Field[] => [field]) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...fields), fc.constantFrom(...fields)) },
  { weight: 1, arbitrary: fc.constant<readonly Field[]>(fields) },
  { weight: 1, arbitrary: fc.constant([]) },
);

/** A change of these fields alone. An announced instant that is not changed stays. */
function changeOf(changing: fc.Arbitrary<readonly Field[]>): fc.Arbitrary<PolicyChange> {
  return fc.tuple(standing, changing, terms).map(([{ policies, latest, savedAt }, changed, said]) => {
    const kept = { ...latest, activation: keptActivation(latest, savedAt) };
    const next = Object.fromEntries(changed.map((field) => [field, said[field]])) as Partial<Terms>;
    return { savedAt: save, before: policies, after: policyOf({ ...kept, ...next }, save) };
  });
}

/** One or two fields, rarely all or none. */
export const policyChange: fc.Arbitrary<PolicyChange> = changeOf(changedFields);

/** One field. */
export function changeOfField(field: Field): fc.Arbitrary<PolicyChange> {
  return changeOf(fc.constant([field]));
}

function keptActivation({ activation }: Terms, savedAt: Instant): Terms['activation'] {
  return typeof activation === 'object' ? { deadlineIn: savedAt + activation.deadlineIn - save } : activation;
}
