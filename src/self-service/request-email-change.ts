import { limitKey, requireCharged } from '../limits/limit.ts';
import { hashLinkToken, newLinkToken, type OneTimeLinkKind } from '../links/one-time-links.ts';
import type { Operations } from '../operations/operations.ts';
import { mailLanguagesOf } from '../people/mail-language.ts';
import type { Db, Stores } from '../stores.ts';
import { lockMyself, recipientOf, requireOwnMfa, type SelfServiceContext } from './context.ts';
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
  await chargeRequest(deps.db, user.id, now);
  return deps.db.transaction(async (stores) => {
    const person = await lockMyself(stores, myself);
    if (person.factors.length > 0) requireOwnMfa({ ...myself, person });
    if (ticket !== null) await spendOwnTicket(stores, { ...myself, person }, ticket);
    await stores.oneTimeLinks.withdraw(user.id, ['email_change', 'email_change_consent'], 'replaced');
    const needsConsent = person.factors.length === 0 && ticket === null;
    const change = {
      issuer: deps.issuer,
      userId: user.id,
      detail: { newEmail, userEpoch: person.user.epoch },
      now,
    };
    const link = await createLink(stores, 'email_change', change);
    const language = mailLanguagesOf(user) || myself.language;
    const recipient = { ...recipientOf(myself), email: newEmail, language };
    await stores.outbox.mail(recipient, { kind: 'email-change', link, validForSeconds: emailChangeSeconds });
    if (needsConsent) await askOldMailbox(stores, myself, change);
    const event = { type: 'account.email_change_requested', actor: myself.actor, userId: user.id } as const;
    await stores.audit.record({ ...event, detail: { newEmail, needsConsent } }, now);
    return { needsConsent, expiresAt: expiryOf(now) };
  });
}

/** What a link needs to know when it is followed. */
interface LinkedChange {
  readonly issuer: URL;
  readonly userId: string;
  readonly detail: unknown;
  readonly now: Date;
}

async function askOldMailbox(
  stores: Stores,
  myself: SelfServiceContext,
  change: LinkedChange,
): Promise<void> {
  const link = await createLink(stores, 'email_change_consent', change);
  const notice = { kind: 'email-change-consent', link, validForSeconds: emailChangeSeconds } as const;
  await stores.outbox.mail(recipientOf(myself), notice);
}

/** @returns its address. */
async function createLink(
  { oneTimeLinks }: Pick<Stores, 'oneTimeLinks'>,
  kind: OneTimeLinkKind,
  { issuer, userId, detail, now }: LinkedChange,
): Promise<string> {
  const token = newLinkToken();
  const stored = { kind, userId, organizationId: null, detail, createdAt: now, expiresAt: expiryOf(now) };
  await oneTimeLinks.create({ ...stored, tokenHash: hashLinkToken(token) });
  return new URL(`/account/email/${token}`, issuer).href;
}

/** Nobody's mailbox is flooded by who is signed in to some account. */
async function chargeRequest(db: Db, userId: string, now: Date): Promise<void> {
  requireCharged(await db.limits.charge(limitKey('changes of an address', userId), now));
}

function expiryOf(now: Date): Date {
  return new Date(now.getTime() + emailChangeSeconds * 1000);
}
