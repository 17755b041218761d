import type { Stores } from '../../stores.ts';
import { type AdminContext, type AdminInContext, requireFreshMfa } from '../core/admin-context.ts';
import type { Member } from '../core/organization.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import { isAnybodyRequired } from './enforcement-state.ts';

/**
 * Whether what an administrator does to the standing of members takes MFA of the last five minutes (ruling 26): where they
 * have a factor, or the organization requires MFA of anybody, now or from an announced instant. Without either they may
 * still do it: an administrator without a factor is no worse off than the members (ruling 14).
 */
export function needsFreshMfa(
  { hasFactor }: Pick<AdminInContext, 'hasFactor'>,
  { organization, plans, now }: OrganizationAt,
  requiredMembers: number,
): boolean {
  return hasFactor || isAnybodyRequired(organization, { plans, requiredMembers }, now);
}

/**
 * Under the lock of the organization, before removing or suspending a member, changing or giving a role, and taking seats.
 * @throws Refusal `mfa_required`
 */
export async function requireMfaOverMembers(
  { members }: Pick<Stores, 'members'>,
  acting: AdminContext,
  { organization, plans }: Pick<OrganizationAt, 'organization' | 'plans'>,
): Promise<void> {
  const { admin, now } = acting;
  if (admin === null) return;
  const requiredMembers = admin.hasFactor ? 0 : await members.countRequired(organization.id);
  if (needsFreshMfa(admin, { organization, plans, now }, requiredMembers)) requireFreshMfa(acting);
}

/** Whether a change of a member is one of role, or suspends. */
export function changesStanding(before: Member, after: Member): boolean {
  const isSuspending = after.suspended === 'by_admin' && before.suspended !== 'by_admin';
  return isSuspending || before.role !== after.role;
}
