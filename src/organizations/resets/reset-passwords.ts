import { withdrawTickets } from '../../links/enrollment-ticket.ts';
import type { Operations } from '../../operations/operations.ts';
import { newResetLink, resetLinkSeconds } from '../../passwords/reset-link.ts';
import type { Stores } from '../../stores.ts';
import type { Organization } from '../core/organization.ts';
import { type AskedNext, askedNext, isChosenBy, type ResetCandidate, type ResetOrder } from './candidate.ts';

export interface ResetBatch {
  /** Locked. */
  readonly organization: Organization;
  readonly order: ResetOrder;
  readonly candidates: readonly ResetCandidate[];
  /** When it is carried out. */
  readonly now: Date;
}

/**
 * Ends what the old passwords of some members open, and mails each a link to a new one (L4); to a deactivated account no
 * link is mailed.
 * @returns what the next sign-in asks of each of those who were reset; whom this order has reset before is left alone
 */
export async function resetPasswords(
  stores: Stores,
  context: Pick<Operations, 'issuer' | 'plans'>,
  batch: ResetBatch,
): Promise<readonly AskedNext[]> {
  const { now } = batch;
  const { organizationId, acting, orderedAt } = batch.order;
  const userIds = batch.candidates.map(({ userId }) => userId);
  const reset = await stores.accounts.markForReset(userIds, new Date(orderedAt));
  if (reset.length === 0) return [];
  await withdrawTickets(stores, reset);
  const candidates = await withMarks(stores, batch, new Set(reset));
  const { organization } = batch;
  const scope = { organization, plans: context.plans, mustEnroll: batch.order.mustEnroll };
  const events = candidates.map((candidate) => ({
    type: 'account.password_reset_ordered' as const,
    actor: acting.actor,
    organizationId,
    userId: candidate.userId,
    detail: { asked: askedNext(candidate, scope, now) },
  }));
  await stores.audit.recordAll(events, now);
  await mailLinks(stores, context, { ...batch, candidates });
  await choose(stores, context, { ...batch, candidates });
  await stores.outbox.logout(reset);
  return events.map(({ detail: { asked } }) => asked);
}

/**
 * Those who were reset, as they are under the lock of their rows. An order that makes people enrol marks whoever has no
 * factor; who has one is asked for it by the own-factor rule, and keeps it.
 */
async function withMarks(
  { accounts }: Pick<Stores, 'accounts'>,
  { candidates, order }: ResetBatch,
  reset: ReadonlySet<string>,
): Promise<readonly ResetCandidate[]> {
  const those = candidates.filter(({ userId }) => reset.has(userId));
  if (!order.mustEnroll) return those;
  const marked = new Set(await accounts.markMustEnroll([...reset], new Date(order.orderedAt)));
  return those.map((each) => ({ ...each, hasFactor: !marked.has(each.userId) }));
}

async function mailLinks(
  stores: Stores,
  { issuer }: Pick<Operations, 'issuer' | 'plans'>,
  { organization, order, candidates, now }: ResetBatch,
): Promise<void> {
  const { organizationId } = order;
  const reached = candidates.filter(({ isDeactivated }) => !isDeactivated);
  const links = reached.map(({ userId, email }) => ({
    email,
    ...newResetLink(issuer, { userId, organizationId }, now),
  }));
  await stores.oneTimeLinks.replaceAll(
    'password_reset',
    links.map(({ stored }) => stored),
  );
  await stores.outbox.mailAll(
    links.map(({ email, address }) => ({
      to: { email, language: '', timeZone: organization.timeZone },
      notice: {
        kind: 'password-reset-ordered',
        organization: organization.name,
        link: address,
        validForSeconds: resetLinkSeconds,
      },
      happenedAt: new Date(order.orderedAt),
      by: order.acting.actor,
    })),
  );
}

/**
 * What a policy that chooses by resets asks of them. No session has to be revoked before (ruling 6): the sessions of exactly
 * these people end in this transaction.
 */
async function choose(
  { members, audit }: Stores,
  { plans }: Pick<Operations, 'issuer' | 'plans'>,
  { organization, order, candidates, now }: ResetBatch,
): Promise<void> {
  const organizationId = organization.id;
  const userIds = candidates
    .filter((candidate) => isChosenBy(candidate, { organization, plans }, now))
    .map(({ userId }) => userId);
  if (userIds.length === 0) return;
  const chosenAt = new Date(order.orderedAt);
  const chosen = new Set(
    await members.chooseInheriting(organizationId, { userIds, reason: chosenBecause }, chosenAt),
  );
  const events = candidates
    .filter(({ userId }) => chosen.has(userId))
    .map(({ userId, override }) => ({
      type: 'member.changed' as const,
      actor: order.acting.actor,
      organizationId,
      userId,
      detail: { before: { override }, after: { override: 'required' as const }, reason: chosenBecause },
    }));
  if (events.length > 0) await audit.recordAll(events, now);
}

const chosenBecause = 'a new password was ordered';
