import type { DueWork, DueWorkStore } from '../../jobs/due-work.ts';
import { entitlementOf, keepsEnforcing } from '../../plans/entitlement.ts';
import type { PlansAt } from '../../plans/plans.ts';
import type { Stores } from '../../stores.ts';
import type { Organization } from '../core/organization.ts';

/** Owners are told this long before a trial ends, in days. */
const reminderDays = [7, 1];

const dayMs = 24 * 60 * 60 * 1000;

/** What is due about the end of a trial; what was due about another end is withdrawn. */
export async function scheduleTrialEnd(
  dueWork: DueWorkStore,
  { id: organizationId, trialEndsAt }: Organization,
  now: Date,
): Promise<void> {
  for (const kind of ['trial_end', 'trial_reminder'] as const)
    await dueWork.withdraw(kind, organizationId, null);
  if (trialEndsAt === null || trialEndsAt <= now) return;
  await dueWork.add({ kind: 'trial_end', organizationId, userId: null, dueAt: trialEndsAt });
  for (const days of reminderDays) {
    const dueAt = new Date(trialEndsAt.getTime() - days * dayMs);
    if (dueAt > now) await dueWork.add({ kind: 'trial_reminder', organizationId, userId: null, dueAt });
  }
}

/** Tells the owners that a trial ends, and what follows for enforcement (T14). Of several reminders that are late one goes out. */
export async function remindTrialEnd(
  stores: Pick<Stores, 'dueWork' | 'members' | 'organizations' | 'outbox'>,
  { organizationId }: DueWork,
  { plans, now }: PlansAt,
): Promise<void> {
  await stores.dueWork.allDone('trial_reminder', organizationId, now);
  const organization = await stores.organizations.findById(organizationId);
  const endsAt = organization?.trialEndsAt ?? null;
  if (organization === null || endsAt === null || endsAt <= now) return;
  if (!keepsEnforcing(entitlementOf(organization, plans, now))) return;
  const { name, timeZone } = organization;
  const owners = await stores.members.owners(organizationId);
  const notice = { kind: 'trial-ending', organization: name, deadline: endsAt.getTime() } as const;
  await stores.outbox.mailAll(
    owners.map(({ email }) => ({ to: { email, language: '', timeZone }, notice, happenedAt: now })),
  );
}
