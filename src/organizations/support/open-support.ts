import type { Deed } from '../../audit/deed.ts';
import type { Operations } from '../../operations/operations.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import type { Organization } from '../core/organization.ts';
import type { SupportOpening } from './support-store.ts';

/** For how long an operator reads the console of an organization once they have said why, in seconds. */
export const supportSeconds = 60 * 60;

/** Which operator, and whose console. */
export interface SupportTarget {
  readonly userId: string;
  readonly organizationId: string;
}

/**
 * Lets an operator read the console of an organization for an hour, and nothing more (web/api/access/access.ts). Its owners
 * are mailed the reason, and it stands in the log of the organization. There is no such operation for machines: the API
 * tells them all of it anyway.
 * @throws Refusal `not_found`, `not_allowed` for whoever is no operator any more
 */
export async function openSupport(
  { db }: Pick<Operations, 'db'>,
  deed: Deed,
  { userId, organizationId, reason }: SupportTarget & { readonly reason: string },
): Promise<SupportOpening> {
  const { actor, now } = deed;
  return db.transaction(async (stores) => {
    const organization = await stores.organizations.lockById(organizationId);
    if (organization === null) throw new Refusal('not_found');
    await stores.accounts.lock(userId);
    const operator = await stores.people.byId(userId, null);
    if (operator?.user.isOperator !== true) throw new Refusal('not_allowed', { reason: 'not an operator' });
    const expiresAt = new Date(now.getTime() + supportSeconds * 1000);
    const opening = { userId, organizationId, openedAt: now, expiresAt };
    await stores.supports.open(opening);
    const detail = { reason, until: expiresAt.toISOString() };
    await stores.audit.record({ type: 'organization.support_opened', actor, organizationId, detail }, now);
    await tellOwners(stores, organization, { reason, deed });
    return opening;
  });
}

/** Ends it before its time. Nothing happens where it has ended already. */
export async function endSupport(
  { db }: Pick<Operations, 'db'>,
  { actor, now }: Deed,
  { userId, organizationId }: SupportTarget,
): Promise<void> {
  await db.transaction(async ({ accounts, supports, audit }) => {
    await accounts.lock(userId);
    if (!(await supports.end(userId, organizationId, now))) return;
    await audit.record({ type: 'organization.support_ended', actor, organizationId }, now);
  });
}

async function tellOwners(
  { members, outbox }: Pick<Stores, 'members' | 'outbox'>,
  { id, name, timeZone }: Organization,
  { reason, deed: { actor, now } }: { readonly reason: string; readonly deed: Deed },
): Promise<void> {
  const owners = await members.owners(id);
  const notice = {
    kind: 'support-opened',
    organization: name,
    reason,
    validForSeconds: supportSeconds,
  } as const;
  await outbox.mailAll(
    owners.map(({ email }) => ({
      to: { email, language: '', timeZone },
      notice,
      by: actor,
      happenedAt: now,
    })),
  );
}
