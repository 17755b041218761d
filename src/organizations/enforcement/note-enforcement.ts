import type { Deed } from '../../audit/deed.ts';
import { activatedAt } from '../../policy/enforcement/policy-in-force.ts';
import type { Stores } from '../../stores.ts';
import { scheduleTelling, withdrawTelling } from '../telling/schedule-telling.ts';
import type { NextEnforcement } from './next-enforcement.ts';

/** The event of a saved policy, and its housekeeping; the organization is written by the caller. */
export async function noteEnforcement(
  stores: Pick<Stores, 'audit' | 'dueWork' | 'members'>,
  { actor, now }: Deed,
  next: NextEnforcement,
): Promise<void> {
  const { organization, before, after, isFirst } = next;
  const organizationId = organization.id;
  const detail = { before: isFirst ? null : before, after };
  await stores.audit.record({ type: 'organization.enforcement_changed', actor, organizationId, detail }, now);
  await scheduleEnforcement(stores, next, now);
}

/** The housekeeping of a policy: its ended sessions when it takes effect, and whoever is told of it before. */
async function scheduleEnforcement(
  { dueWork, members }: Pick<Stores, 'dueWork' | 'members'>,
  { organization, after: policy }: NextEnforcement,
  now: Date,
): Promise<void> {
  const whose = { organizationId: organization.id, userId: null };
  await dueWork.withdraw('revoke_sessions', organization.id, null);
  const startsAt = new Date(activatedAt(policy));
  await dueWork.add({ kind: 'revoke_sessions', ...whose, dueAt: startsAt });
  const isAnybodyMeant = policy.required === 'everyone' || (await members.countRequired(organization.id)) > 0;
  if (isAnybodyMeant) await scheduleTelling(dueWork, { ...whose, startsAt, now });
  else await withdrawTelling(dueWork, whose);
}
