import { factorKinds } from '../factors/factor-kinds.ts';
import { canReach } from '../factors/factor-reach.ts';
import type { EnforcementPolicy } from '../facts.ts';
import { freshnessOf, rememberedUntil } from './challenge.ts';
import { activatedAt, reigningPolicies } from './policy-in-force.ts';
import { isForgetting } from './saved-policies.ts';
import { sessionMaxDays } from './session-limits.ts';

/** In what a saved policy asks less than what stood before; most are named like the field that says so. */
export type Loosening = LooserTerm | LooserStart | 'older_policies';

type LooserTerm =
  | 'required'
  | 'sessions'
  | 'self_disable'
  | 'factors'
  | 'enrollment_proof'
  | 'max_age_seconds'
  | 'new_address'
  | 'session_max_days'
  | 'remembered_device_days';

type LooserStart = 'activation' | 'joining' | 'grace_days';

type IsLooser = (before: EnforcementPolicy, after: EnforcementPolicy) => boolean;

/**
 * Whether saving a policy asks less of any person at any moment than what stands (ruling 26); that takes a fresh second
 * factor (ruling 14). The engine says so: test/policy/changes draws policies and people, and asks it.
 * @param policies as they stand, newest first; the last is the preset that the organization began with
 * @param after its `savedAt` is the instant of the save
 */
export function isLoosening(policies: readonly EnforcementPolicy[], after: EnforcementPolicy): boolean {
  return looseningsOf(policies, after).length > 0;
}

/** The same with all grounds; each is one without which some loosening would pass as none. */
export function looseningsOf(
  policies: readonly EnforcementPolicy[],
  after: EnforcementPolicy,
): readonly Loosening[] {
  const [before] = policies;
  const replaced = replacedBy(after, policies);
  return [
    ...namesOf(looserTerms).filter((name) => replaced.some((each) => looserTerms[name](each, after))),
    ...namesOf(looserStarts).filter((name) => before && looserStarts[name](before, after, replaced)),
    ...(isForgetting(policies, after.savedAt) ? (['older_policies'] as const) : []),
  ];
}

const selfDisableOrder = { remove: 0, suspend: 1, forbid: 2 } as const;
const proofOrder = { none: 0, mailbox: 1, ticket: 2 } as const;

/** What is asked of those whom the policy after reaches in place of one before. */
const looserTerms: Readonly<Record<LooserTerm, IsLooser>> = {
  required: (before, after) => before.required === 'everyone' && after.required === 'nobody',
  sessions: (before, after) => before.sessions !== 'keep' && after.sessions === 'keep',
  self_disable: (before, after) => selfDisableOrder[after.selfDisable] < selfDisableOrder[before.selfDisable],
  factors: (before, after) => acceptedBy(after).some((proof) => !acceptedBy(before).includes(proof)),
  enrollment_proof: (before, after) => proofOrder[after.enrollmentProof] < proofOrder[before.enrollmentProof],
  max_age_seconds: (before, after) => maxAgeOf(after) > maxAgeOf(before),
  new_address: (before, after) => isBoundToAddress(before) && !isBoundToAddress(after),
  session_max_days: (before, after) => isLongerLife(before.sessionMaxDays, after.sessionMaxDays),
  remembered_device_days: (before, after) => rememberedMs(after) > rememberedMs(before),
};

/** What begins with the save itself, be the policy in effect or only announced. */
const looserStarts: Readonly<
  Record<LooserStart, (...asked: [...Parameters<IsLooser>, readonly EnforcementPolicy[]]) => boolean>
> = {
  // Once a policy is in effect it binds until the next one does (ruling 5); an announced one goes.
  activation: (before, after) =>
    activatedAt(before) > after.savedAt &&
    (activatedAt(after) > activatedAt(before) || leavesPresentSessions(before, after)),
  joining: (before, after) => before.joining === 'mfa_first' && after.joining !== 'mfa_first',
  grace_days: (before, after, replaced) =>
    graceDaysOf(after) > graceDaysOf(before) && replaced.some(({ required }) => required === 'everyone'),
};

/** The policies of which some person or session is told by the one after instead, sooner or later. */
function replacedBy(
  after: EnforcementPolicy,
  policies: readonly EnforcementPolicy[],
): readonly EnforcementPolicy[] {
  const [before] = policies;
  if (before === undefined) return [];
  const reigning = reigningPolicies(policies, after.savedAt);
  // Older sessions are left to them. Of everyone, members who are enforced again are reached in every session.
  const leavesOlder = after.activation.kind === 'next_sign_in' && after.required === 'nobody';
  const inEffect = leavesOlder ? reigning.slice(0, 1) : reigning;
  if (activatedAt(before) <= after.savedAt) return inEffect;
  // Those who are enforced again are bound by a policy for everyone at once, also by an announced one (ruling 19).
  const isForMore = before.required === 'nobody' && after.required === 'everyone';
  const isSooner = isForMore || activatedAt(after) < activatedAt(before);
  return isSooner ? [before, ...inEffect] : [before];
}

/** Sessions that an announced policy was to reach, or to end. A deadline that is past ends none from after it. */
function leavesPresentSessions(before: EnforcementPolicy, after: EnforcementPolicy): boolean {
  if (after.activation.kind === 'next_sign_in') return true;
  return before.sessions !== 'keep' && activatedAt(after) < after.savedAt;
}

/** Recovery codes count up to level 2, whatever factors are allowed. */
function acceptedBy(policy: EnforcementPolicy): readonly string[] {
  const kinds = factorKinds.filter((kind) => canReach(kind, policy));
  return policy.minimumLevel <= 2 ? [...kinds, 'recovery code'] : kinds;
}

function maxAgeOf({ challenge }: EnforcementPolicy): number {
  return freshnessOf(challenge).maxAgeSeconds ?? Number.POSITIVE_INFINITY;
}

function isBoundToAddress({ challenge }: EnforcementPolicy): boolean {
  return freshnessOf(challenge).address === 'known';
}

function rememberedMs({ challenge }: EnforcementPolicy): number {
  return rememberedUntil(challenge, 0) ?? 0;
}

/** Days of the policy's own replace 24 h and 1 h idle; without any, what has no such limits may go on for 30 days. */
function isLongerLife(before: number | null, after: number | null): boolean {
  if (before === null) return after !== null;
  return (after ?? sessionMaxDays) > before;
}

/** As somebody gets them who joins. */
function graceDaysOf({ required, joining, graceDays }: EnforcementPolicy): number {
  return required === 'everyone' && joining !== 'mfa_first' ? graceDays : 0;
}

/** `Object.keys` forgets the type. */
function namesOf<Name extends string>(record: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(record) as Name[];
}
