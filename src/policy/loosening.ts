import type { Challenge, EnforcementPolicy } from './facts.ts';
import { activatedAt } from './policy-in-force.ts';

/** Stronger words first. */
const orders = {
  required: ['everyone', 'nobody'],
  sessions: ['end_now', 'end_at_deadline', 'keep'],
  selfDisable: ['forbid', 'suspend', 'remove'],
  joining: ['mfa_first', 'at_next_sign_in'],
  enrollmentProof: ['ticket', 'mailbox', 'none'],
} as const;

/** Whether a policy asks less than the one before in any field: that takes a fresh second factor (ruling 14). */
export function isLoosening(before: EnforcementPolicy, after: EnforcementPolicy): boolean {
  const words = Object.entries(orders) as [keyof typeof orders, readonly string[]][];
  return (
    words.some(([field, order]) => order.indexOf(after[field]) > order.indexOf(before[field])) ||
    after.minimumLevel < before.minimumLevel ||
    after.graceDays > before.graceDays ||
    after.factors.some((kind) => !before.factors.includes(kind)) ||
    isLater(before, after) ||
    isLooserChallenge(before.challenge, after.challenge) ||
    isLonger(before.sessionMaxDays, after.sessionMaxDays)
  );
}

/** An announced deadline that moves away. Once a policy is in effect it binds until the next one does (ruling 5). */
function isLater(before: EnforcementPolicy, after: EnforcementPolicy): boolean {
  return activatedAt(before) > before.savedAt && activatedAt(after) > activatedAt(before);
}

function isLooserChallenge(before: Challenge, after: Challenge): boolean {
  if (after === 'every_sign_in') return false;
  if (before === 'every_sign_in') return true;
  return (
    isLonger(before.maxAgeSeconds, after.maxAgeSeconds) ||
    (before.newAddress && !after.newAddress) ||
    (after.rememberedDeviceDays ?? 0) > (before.rememberedDeviceDays ?? 0)
  );
}

/** Of limits: null is none. */
function isLonger(before: number | null, after: number | null): boolean {
  return (after ?? Number.POSITIVE_INFINITY) > (before ?? Number.POSITIVE_INFINITY);
}
