import { createHash } from 'node:crypto';
import type { Pilot } from './environment.ts';

/** More are not listed by name; a share is raised instead. */
export const mostPilotUsers = 10_000;

/** Whether a user takes part in a pilot: listed by e-mail, or in the stable share of all users. */
export function isInPilot(pilot: Pilot, user: { readonly id: string; readonly email: string }): boolean {
  if (pilot.users.includes(user.email)) return true;
  return shareOf(user.id) < pilot.percent;
}

/** A number from 0 to 99 that stays the same for a user, so that raising the percentage only adds people. */
function shareOf(userId: string): number {
  return createHash('sha256').update(`pilot ${userId}`).digest().readUInt32BE(0) % 100;
}
