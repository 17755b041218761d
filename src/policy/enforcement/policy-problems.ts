import { canReach } from '../factors/factor-reach.ts';
import type { Challenge, EnforcementPolicy } from '../facts.ts';
import { sessionMaxDays } from './session-limits.ts';

/** One field that cannot stay as it is. */
export interface PolicyProblem {
  /** Path below `enforcement`, as the user wrote it: `challenge.max_age_seconds`. */
  readonly path: string;
  readonly problem: string;
}

const longestGraceDays = 365;
const longestRememberedDays = 365;

/** Every problem of a policy: the grid of fields that go together (ruling 19) and the bounds of its numbers. */
export function policyProblems(policy: EnforcementPolicy): readonly PolicyProblem[] {
  return [
    ...sessionProblems(policy),
    ...factorProblems(policy),
    ...numberProblem('grace_days', policy.graceDays, { least: 0, most: longestGraceDays }),
    ...numberProblem('challenge.session_max_days', policy.sessionMaxDays, { least: 1, most: sessionMaxDays }),
    ...challengeProblems(policy.challenge),
  ];
}

function sessionProblems({ sessions, activation }: EnforcementPolicy): readonly PolicyProblem[] {
  const hasDeadline = activation.kind === 'deadline';
  if (sessions === 'end_at_deadline' && !hasDeadline) {
    return [
      { path: 'sessions', problem: 'end_at_deadline needs an activation with a deadline (or tonight)' },
    ];
  }
  if (sessions === 'end_now' && hasDeadline) {
    return [{ path: 'sessions', problem: 'end_now contradicts a deadline: use end_at_deadline or keep' }];
  }
  return [];
}

function factorProblems(policy: EnforcementPolicy): readonly PolicyProblem[] {
  const { factors, minimumLevel } = policy;
  if (factors.length === 0) return [{ path: 'factors', problem: 'at least one factor must be allowed' }];
  // Level 1 is the password alone: a policy that requires it would enforce nothing.
  if (minimumLevel === 1) return [{ path: 'minimum_acr', problem: 'must be 2 or 3' }];
  if (factors.some((kind) => canReach(kind, policy))) return [];
  return [{ path: 'minimum_acr', problem: `none of the allowed factors reaches level ${minimumLevel}` }];
}

function challengeProblems(challenge: Challenge): readonly PolicyProblem[] {
  if (challenge === 'every_sign_in') return [];
  const { maxAgeSeconds, rememberedDeviceDays } = challenge;
  return [
    ...numberProblem('challenge.max_age_seconds', maxAgeSeconds, { least: 1, most: Number.MAX_SAFE_INTEGER }),
    ...numberProblem('challenge.remembered_device_days', rememberedDeviceDays, {
      least: 1,
      most: longestRememberedDays,
    }),
  ];
}

function numberProblem(
  path: string,
  value: number | null,
  { least, most }: { readonly least: number; readonly most: number },
): readonly PolicyProblem[] {
  if (value === null || (Number.isInteger(value) && value >= least && value <= most)) return [];
  const upTo = most === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${most}`;
  return [{ path, problem: `must be a whole number, at least ${least}${upTo}` }];
}
