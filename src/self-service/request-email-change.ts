import { limitKey, requireCharged } from '../limits/limit.ts';
import type { Operations } from '../operations/operations.ts';
import type { Db } from '../stores.ts';
import { lockMyself, requireOwnMfa, type SelfServiceContext } from './context.ts';
import { emailLinkKinds, mailEmailLink } from './email-links.ts';
import { proveOwnPassword } from './prove-own-password.ts';
import { spendOwnTicket } from './spend-own-ticket.ts';

/** How long the links of a change of e-mail work, in seconds (D43). */
export const emailChangeSeconds = 7 * 24 * 60 * 60;

export interface EmailChangeRequest {
  readonly password: string;
  /** In the spelling under which addresses are stored. */
  readonly newEmail: string;
  /** From an administrator, in place of the old mailbox (ruling 4); null for none. */
  readonly ticket: string | null;
}

/** What was mailed. */
export interface RequestedEmailChange {
  /** Whether the old address has to agree as well. */
  readonly needsConsent: boolean;
  readonly expiresAt: Date;
}

/**
 * Mails a link to the new address; nothing changes until it is followed. The factor of whoever has one stands for the old
 * mailbox; without any, the old address has to agree by a link of its own, or a ticket does (ruling 4). A later request
 * takes the place of an earlier one. Whether the new address is somebody's account is not told here.
 * @throws Refusal `mfa_required`, `too_many_attempts`, `password_wrong`, `token_invalid` about the ticket, `server_busy`
 */
export async function requestEmailChange(
  deps: Pick<Operations, 'db' | 'hasher' | 'issuer'>,
  myself: SelfServiceContext,
  { password, newEmail, ticket }: EmailChangeRequest,
): Promise<RequestedEmailChange> {
  const { now } = myself;
  const { user, factors } = myself.person;
  if (factors.length > 0) requireOwnMfa(myself);
  await proveOwnPassword(deps, myself, password);
  await chargeEmailChange(deps.db, user.id, now);
  return deps.db.transaction(async (stores) => {
    const person = await lockMyself(stores, myself);
    if (person.factors.length > 0) requireOwnMfa({ ...myself, person });
    if (ticket !== null) await spendOwnTicket(stores, { ...myself, person }, ticket);
    await stores.oneTimeLinks.withdraw(user.id, emailLinkKinds, 'replaced');
    const needsConsent = person.factors.length === 0 && ticket === null;
    const expiresAt = new Date(now.getTime() + emailChangeSeconds * 1000);
    const detail = { newEmail, userEpoch: person.user.epoch, needsConsent };
    const change = { issuer: deps.issuer, detail, expiresAt };
    await mailEmailLink(stores, myself, { ...change, kind: 'email_change' });
    if (needsConsent) await mailEmailLink(stores, myself, { ...change, kind: 'email_change_consent' });
    const event = { type: 'account.email_change_requested', actor: myself.actor, userId: user.id } as const;
    await stores.audit.record({ ...event, detail: { newEmail, needsConsent } }, now);
    return { needsConsent, expiresAt };
  });
}

/** Nobody's mailbox is flooded by who is signed in to some account. */
export async function chargeEmailChange(db: Db, userId: string, now: Date): Promise<void> {
  requireCharged(await db.limits.charge(limitKey('changes of an address', userId), now));
}
