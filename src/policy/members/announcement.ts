import { isExempt } from '../enforcement/policy-in-force.ts';
import { isProtected } from '../factors/factor-reach.ts';
import type { Instant, MembershipFacts, UserFacts } from '../facts.ts';
import { memberBinding } from './member-binding.ts';

const hourMs = 3_600_000;

/** Between two mails about what a policy asks, in hours: one that is changed again within a day mails a member once. */
export const hoursBetweenMails = 24;

/** Reminders go out this long before a deadline, in days. */
export const reminderDays: readonly number[] = [3, 1];

/** Whoever was told of a deadline within these hours is not reminded of it. */
const hoursBeforeReminder = 12;

/** What a member was told last. */
export interface Told {
  readonly at: Instant;
  /** From when, or since when, a factor is required of them. */
  readonly of: Instant;
}

/**
 * From when, or since when, a factor is required of a member who has to set one up for that; null for everybody else: who is
 * protected, exempt, suspended or deactivated.
 */
export function concernedFrom(membership: MembershipFacts, user: UserFacts, now: Instant): Instant | null {
  if (user.isDeactivated || membership.suspended !== null || isExempt(membership, now)) return null;
  // A sign-in that finishes now: who is bound from the next one on is concerned.
  const { inForce, announced } = memberBinding(membership, now, now);
  for (const bound of [inForce, announced]) {
    if (bound !== null && !isProtected(user, bound.policy)) return bound.since;
  }
  return null;
}

/** The same, but of whom is exempt until an instant as from then on: they have to see to it before. */
export function concernedInTheEnd(
  membership: MembershipFacts,
  user: UserFacts,
  now: Instant,
): Instant | null {
  const { exemptUntil } = membership;
  const isReprieved = isExempt(membership, now) && exemptUntil !== null;
  return concernedFrom(membership, user, isReprieved ? exemptUntil : now);
}

/**
 * Whether a member is told now of what is required of them.
 * @returns `known`: they were told that; `later`: they were mailed within a day, and told something else
 */
export function announcement(since: Instant, told: Told | null, now: Instant): 'tell' | 'known' | 'later' {
  if (told === null) return 'tell';
  if (told.of === since || isSameAgain(since, told, now)) return 'known';
  return now - told.at < hoursBetweenMails * hourMs ? 'later' : 'tell';
}

/** It was required already when they were told, and a policy that was saved within a day says so again. */
function isSameAgain(since: Instant, told: Told, now: Instant): boolean {
  return told.of <= told.at && since <= now && since - told.at < hoursBetweenMails * hourMs;
}

/** Whether a member is reminded now of a deadline that is near, and theirs. */
export function isReminded(since: Instant, told: Told | null, now: Instant): boolean {
  const [longest = 0] = reminderDays;
  if (since <= now || since - now > longest * 24 * hourMs) return false;
  return told === null || told.of !== since || now - told.at >= hoursBeforeReminder * hourMs;
}
