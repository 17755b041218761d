import type { DueWork } from '../../jobs/due-work.ts';
import type { PlansAt } from '../../plans/plans.ts';
import type { Stores } from '../../stores.ts';
import { endSuspensions } from './end-suspensions.ts';
import { revokeMemberSessions, revokeNextSessions } from './revoke-sessions.ts';

const system = { kind: 'system' } as const;

/** A policy, an override or a grace took effect. */
export async function revokeDue(
  stores: Stores,
  work: DueWork,
  { plans, now }: PlansAt,
): Promise<string | null> {
  const { organizationId, userId, afterUserId } = work;
  // Under the organization's lock, so that no policy is written between what is read and what is ended.
  if ((await stores.organizations.lockById(organizationId)) === null) return null;
  const context = { actor: system, plans, now };
  // People before members: their epochs are raised before suspensions end.
  let next: string | null = null;
  if (userId === null)
    next = await revokeNextSessions(stores, { organizationId, after: afterUserId }, context);
  else await revokeMemberSessions(stores, { organizationId, userId }, context);
  if (afterUserId === null) await endSuspensions(stores, { organizationId, userId }, context);
  return next;
}
