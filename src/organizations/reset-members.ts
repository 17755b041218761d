import { newResetLink, resetLinkSeconds } from '../accounts/reset-link.ts';
import { withdrawTickets } from '../authenticators/enrollment-ticket.ts';
import { entitlementOf, keepsEnforcing } from '../plans/entitlement.ts';
import type { Plans } from '../plans/plans.ts';
import type { Stores } from '../stores.ts';
import type { Organization } from './organization.ts';
import { choosesByReset, type ResetCandidate, type ResetOrder } from './reset-order.ts';
import { savedPolicy } from './saved-policy.ts';

export interface ResetBatch {
  /** Locked. */
  readonly organization: Organization;
  readonly order: ResetOrder;
  readonly candidates: readonly ResetCandidate[];
}

export interface ResetContext {
  /** Origin of the provider, for the links. */
  readonly issuer: string;
  readonly plans: Plans;
}

/**
 * Ends what the old passwords of some members open, and mails each a link to a new one (L4).
 * @returns how many were reset; those whom this order has reset before are left alone
 */
export async function resetMembers(
  stores: Stores,
  context: ResetContext,
  batch: ResetBatch,
  now: Date,
): Promise<number> {
  const { organizationId, acting, orderedAt } = batch.order;
  const userIds = batch.candidates.map(({ userId }) => userId);
  const marked = new Set(await stores.accounts.markForReset(organizationId, userIds, new Date(orderedAt)));
  if (marked.size === 0) return 0;
  await withdrawTickets(stores, [...marked]);
  const candidates = batch.candidates.filter(({ userId }) => marked.has(userId));
  const events = candidates.map(({ userId }) => ({
    type: 'account.password_reset_ordered' as const,
    actor: acting.actor,
    organizationId,
    userId,
  }));
  // At the instant of the order, by which the order knows later whom it has reset.
  await stores.audit.recordAll(events, new Date(orderedAt));
  await choose(stores, context, { ...batch, candidates }, now);
  await stores.outbox.logout([...marked]);
  await mailLinks(stores, context, { ...batch, candidates }, now);
  return candidates.length;
}

async function mailLinks(
  stores: Stores,
  { issuer }: ResetContext,
  { organization, order, candidates }: ResetBatch,
  now: Date,
): Promise<void> {
  const { organizationId } = order;
  const links = candidates.map(({ userId, email }) => ({
    email,
    ...newResetLink(issuer, { userId, organizationId }, now),
  }));
  await stores.oneTimeLinks.replaceAll(
    'password_reset',
    links.map(({ stored }) => stored),
  );
  await stores.outbox.mailAll(
    links.map(({ email, address }) => ({
      to: { email, language: '' },
      notice: {
        kind: 'password-reset-ordered',
        organization: organization.name,
        link: address,
        validForSeconds: resetLinkSeconds,
      },
      happenedAt: new Date(order.orderedAt),
    })),
  );
}

/**
 * What a policy that chooses by resets asks of them. Nothing has to be settled before (ruling 6): the sessions of exactly
 * these people end in this transaction.
 */
async function choose(
  { organizations, audit }: Stores,
  { plans }: ResetContext,
  { organization, order, candidates }: ResetBatch,
  now: Date,
): Promise<void> {
  const { id: organizationId } = organization;
  const policy = savedPolicy(organization);
  if (policy === 'unreadable' || !choosesByReset(policy)) return;
  if (!keepsEnforcing(entitlementOf(organization, plans, now))) return;
  const userIds = candidates.map(({ userId }) => userId);
  const chosenAt = new Date(order.orderedAt);
  const chosen = new Set(
    await organizations.chooseInheriting(organizationId, { userIds, reason: chosenBecause }, chosenAt),
  );
  const events = candidates
    .filter(({ userId }) => chosen.has(userId))
    .map(({ userId, override }) => ({
      type: 'member.changed' as const,
      actor: order.acting.actor,
      organizationId,
      userId,
      detail: { before: { override }, after: { override: 'required' }, reason: chosenBecause },
    }));
  if (events.length > 0) await audit.recordAll(events, now);
}

const chosenBecause = 'a new password was ordered';
