import type { Deed } from '../../audit/deed.ts';
import { limitKey, requireCharged } from '../../limits/limit.ts';
import { linkEnded, refusalOfLink } from '../../links/mailed-links.ts';
import { hashLinkToken, newLinkToken, type OneTimeLink } from '../../links/one-time-links.ts';
import type { Operations } from '../../operations/operations.ts';
import type { Stores } from '../../stores.ts';
import type { AdminContext } from '../core/admin-context.ts';
import { lockOrganization } from '../core/lock-organization.ts';
import type { Organization } from '../core/organization.ts';

/** Where an address is confirmed; the token follows. */
export const notificationPath = '/account/notification-address' as const;

const lifetimeSeconds = 7 * 24 * 60 * 60;

const kinds = ['notification_address'] as const;

/** An address that an organization is to be told of things at. */
export interface WaitingAddress {
  readonly organization: Organization;
  readonly email: string;
}

/**
 * Mails the link by which the address is confirmed; one that was mailed before is as good as long as the address stays. In the
 * transaction of the change. So that nobody's mailbox is flooded by whoever administers some organization, it is limited.
 * @throws Refusal `too_many_attempts`
 */
export async function mailConfirmation(
  { accounts, limits, oneTimeLinks, outbox }: Pick<Stores, 'accounts' | 'limits' | 'oneTimeLinks' | 'outbox'>,
  { actor, now, ...by }: Deed & { readonly issuer: URL; readonly userId: string },
  { organization, email }: WaitingAddress,
): Promise<void> {
  requireCharged(await limits.charge(limitKey('notification addresses', organization.id, email), now));
  // What belongs to a person is changed under their lock.
  await accounts.lock(by.userId);
  const token = newLinkToken();
  await oneTimeLinks.create({
    tokenHash: hashLinkToken(token),
    kind: 'notification_address',
    userId: by.userId,
    organizationId: organization.id,
    detail: { email },
    createdAt: now,
    expiresAt: new Date(now.getTime() + lifetimeSeconds * 1000),
  });
  const link = new URL(`${notificationPath}/${token}`, by.issuer).href;
  const to = { email, language: organization.language ?? '', timeZone: organization.timeZone };
  const notice = { kind: 'notification-address', organization: organization.name, link } as const;
  await outbox.mail(to, { ...notice, validForSeconds: lifetimeSeconds }, actor);
}

/**
 * Mails the link again; nothing where no address waits. By the operator's word an address is confirmed at once.
 * @throws Refusal `not_found`, `too_many_attempts`
 */
export async function askAgain(
  { db, issuer }: Pick<Operations, 'db' | 'issuer'>,
  { actor, admin, now }: AdminContext,
  organizationId: string,
): Promise<void> {
  await db.transaction(async (stores) => {
    const organization = await lockOrganization(stores, organizationId);
    const { notificationEmail: email, notificationConfirmedAt } = organization;
    if (email === null || notificationConfirmedAt !== null) return;
    if (admin === null) return confirmed(stores, { actor, now }, organization);
    const { userId } = admin;
    await mailConfirmation(stores, { actor, now, issuer, userId }, { organization, email });
  });
}

/**
 * Looks at a link without spending it: mail scanners open links as well.
 * @throws Refusal `link_ended` for one that was used, is too old, or is of an address that is told of nothing any more;
 *   `not_found` for one that never was
 */
export async function findWaitingAddress(
  { oneTimeLinks, organizations }: Pick<Stores, 'oneTimeLinks' | 'organizations'>,
  token: string,
  now: Date,
): Promise<WaitingAddress & Pick<OneTimeLink, 'userId'>> {
  const tokenHash = hashLinkToken(token);
  const link = await oneTimeLinks.find('notification_address', tokenHash, now);
  if (link === null) throw await refusalOfLink(oneTimeLinks, { tokenHash, kinds }, now);
  const { userId, organizationId } = link;
  return { ...addressOf(link, await organizations.findById(organizationId ?? '')), userId };
}

/**
 * Whoever reads the mails of the address agrees to be told there; owners and administrators are told no more.
 * @throws Refusal `link_ended`, `not_found`
 */
export async function confirmAddress(
  { db }: Pick<Operations, 'db'>,
  token: string,
  { actor, now }: Deed,
): Promise<void> {
  const { organization: found, userId } = await findWaitingAddress(db, token, now);
  const tokenHash = hashLinkToken(token);
  await db.transaction(async (stores) => {
    const organization = await lockOrganization(stores, found.id);
    await stores.accounts.lock(userId);
    const link = await stores.oneTimeLinks.spend('notification_address', tokenHash, now);
    if (link === null) throw await refusalOfLink(stores.oneTimeLinks, { tokenHash, kinds }, now);
    addressOf(link, organization);
    if (organization.notificationConfirmedAt === null) await confirmed(stores, { actor, now }, organization);
  });
}

async function confirmed(
  { organizations, audit }: Pick<Stores, 'organizations' | 'audit'>,
  { actor, now }: Deed,
  organization: Organization,
): Promise<void> {
  await organizations.update({ ...organization, notificationConfirmedAt: now });
  const detail = { before: { notificationConfirmed: false }, after: { notificationConfirmed: true } };
  const event = { type: 'organization.updated', actor, organizationId: organization.id, detail } as const;
  await audit.record(event, now);
}

/** @throws Refusal `link_ended` where the address is not that of the organization any more */
function addressOf({ detail }: OneTimeLink, organization: Organization | null): WaitingAddress {
  const { email } = detail as { readonly email: string };
  if (organization === null || organization.notificationEmail !== email) throw linkEnded('withdrawn');
  return { organization, email };
}
