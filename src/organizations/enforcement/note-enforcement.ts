import type { Deed } from '../../audit/deed.ts';
import { activatedAt } from '../../policy/enforcement/policy-in-force.ts';
import type { Stores } from '../../stores.ts';
import type { NextEnforcement } from './next-enforcement.ts';

/** Reminders go out this long before a deadline, in days. */
const reminderDays = [3, 1];

/** The event of a saved policy, and its housekeeping; the organization is written by the caller. */
export async function noteEnforcement(
  stores: Pick<Stores, 'audit' | 'dueWork'>,
  { actor, now }: Deed,
  next: NextEnforcement,
): Promise<void> {
  const { organization, before, after, isFirst } = next;
  const organizationId = organization.id;
  const detail = { before: isFirst ? null : before, after };
  await stores.audit.record({ type: 'organization.enforcement_changed', actor, organizationId, detail }, now);
  await scheduleEnforcement(stores, next, now);
}

/** The housekeeping of a policy: its ended sessions when it takes effect, reminders before a deadline. */
async function scheduleEnforcement(
  stores: Pick<Stores, 'dueWork'>,
  { organization, after: policy }: NextEnforcement,
  now: Date,
): Promise<void> {
  const organizationId = organization.id;
  await stores.dueWork.withdraw('revoke_sessions', organizationId, null);
  await stores.dueWork.withdraw('deadline_reminder', organizationId, null);
  const startsAt = activatedAt(policy);
  await stores.dueWork.add({
    kind: 'revoke_sessions',
    organizationId,
    userId: null,
    dueAt: new Date(startsAt),
  });
  if (policy.required === 'nobody') return;
  for (const days of reminderDays) {
    const dueAt = new Date(startsAt - days * 24 * 60 * 60 * 1000);
    if (dueAt > now)
      await stores.dueWork.add({ kind: 'deadline_reminder', organizationId, userId: null, dueAt });
  }
}
