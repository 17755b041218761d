import type { Deed } from '../audit/deed.ts';
import type { NewFactor } from '../authenticators/store.ts';
import { withdrawTickets } from '../links/enrollment-ticket.ts';
import { mailDeniable } from '../links/not-me-link.ts';
import type { Recipient } from '../notices/notices.ts';
import { tellOrganization } from '../organizations/core/tell-organization.ts';
import { isRuleOver } from '../organizations/ending/end-suspensions.ts';
import type { Membership, Person } from '../people/person.ts';
import type { Plans } from '../plans/plans.ts';
import type { Stores } from '../stores.ts';

/** A factor that was confirmed just now, and the hashes of the recovery codes that come with it. */
export interface ConfirmedFactor {
  readonly factor: NewFactor;
  readonly hashes: readonly Buffer[];
}

/** Whose factor it is, as they were before it. */
export interface FactorOwner extends Deed {
  readonly person: Person;
  /** In whose logs it stands. */
  readonly organizations: readonly string[];
  readonly recipient: Recipient;
  /** By which their organizations may enforce. */
  readonly plans: Plans;
}

/**
 * Stores a confirmed factor and its recovery codes, in the transaction in which `markEnrolled` has raised the epoch for
 * it. Who lost a factor gets it replaced; whatever they had is gone, since nobody knows which one was lost. Suspensions by
 * rule end where it protects.
 */
export async function storeFactor(
  stores: Stores,
  { factor, hashes }: ConfirmedFactor,
  owner: FactorOwner,
): Promise<void> {
  const { person, actor, organizations, recipient, now } = owner;
  const { userId } = factor;
  await withdrawTickets(stores, [userId]);
  if (person.user.replaceFactorSince !== null) await stores.authenticators.removeFactors(userId);
  await stores.rememberedDevices.forgetAll(userId);
  await (factor.kind === 'totp'
    ? stores.authenticators.addTotp(factor)
    : stores.authenticators.addKey(factor));
  await stores.authenticators.replaceRecoveryCodes(userId, hashes, now);
  const detail = { factor: factor.kind };
  const event = { type: 'authenticator.enrolled', actor, organizations, userId, detail } as const;
  await stores.audit.record(event, now);
  await reinstate(stores, owner);
  const notice = { kind: 'factor-enrolled', factor: factor.kind } as const;
  await mailDeniable(stores, { userId, to: recipient, notice, by: actor }, now);
}

/**
 * Rulings 11 and 15: enrolling ends what a rule suspended where the person is protected by it; those organizations hear
 * of it. Asked of what is stored by now, the new factor with it.
 */
async function reinstate(stores: Stores, { person: before, actor, plans, now }: FactorOwner): Promise<void> {
  if (!before.memberships.some(isSuspendedByRule)) return;
  const person = await stores.people.byId(before.user.id, null);
  if (person === null) return;
  const { user } = person;
  const over = person.memberships
    .filter(isSuspendedByRule)
    .filter((each) => isRuleOver(each, person, { plans, now }));
  for (const { organization } of over) {
    const { id: organizationId, name } = organization;
    const ended = await stores.members.reinstate(organizationId, [user.id]);
    if (ended.length === 0) continue;
    const suspended = { before: { suspended: 'by_rule' }, after: { suspended: null } } as const;
    const detail = { ...suspended, reason: 'enrolled' };
    const event = { type: 'member.reinstated', actor, organizationId, userId: user.id, detail } as const;
    await stores.audit.record(event, now);
    const notice = { kind: 'membership-changed', organization: name, member: person.user.email } as const;
    await tellOrganization(stores, organization, { ...notice, change: 'reinstated' });
  }
}

function isSuspendedByRule({ member }: Membership): boolean {
  return member.suspended === 'by_rule' || member.ruleSuspends;
}
