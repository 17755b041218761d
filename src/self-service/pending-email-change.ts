import type { OneTimeLink } from '../links/one-time-links.ts';
import type { Operations } from '../operations/operations.ts';
import type { Person } from '../people/person.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db, Stores } from '../stores.ts';
import { lockMyself, type SelfServiceContext } from './context.ts';
import {
  type EmailLinkDetail,
  type EmailLinkKind,
  emailLinkDetailOf,
  emailLinkKinds,
  mailEmailLink,
} from './email-links.ts';
import { chargeEmailChange } from './request-email-change.ts';

/** A change of address that waits for links to be followed. */
export interface PendingEmailChange {
  readonly newEmail: string;
  /** Whether the old address has to agree (ruling 4). */
  readonly needsConsent: boolean;
  readonly confirmedNew: boolean;
  /** False also where it need not agree. */
  readonly confirmedOld: boolean;
  readonly expiresAt: Date;
}

interface WaitingLink {
  readonly kind: EmailLinkKind;
  readonly link: OneTimeLink;
  readonly detail: EmailLinkDetail;
}

/** Null where none waits. */
export async function pendingEmailChange(
  stores: Pick<Stores, 'oneTimeLinks'>,
  person: Person,
  now: Date,
): Promise<PendingEmailChange | null> {
  return changeOf(await waitingLinks(stores, person, now));
}

/**
 * Takes a change back before it is made: its links are worth nothing from then on.
 * @throws Refusal `not_found` where none waits, `interaction_expired`
 */
export async function cancelEmailChange(db: Db, myself: SelfServiceContext): Promise<void> {
  const { actor, now } = myself;
  await db.transaction(async (stores) => {
    const person = await lockMyself(stores, myself);
    if ((await waitingLinks(stores, person, now)).length === 0) throw new Refusal('not_found');
    const userId = person.user.id;
    await stores.oneTimeLinks.withdraw(userId, emailLinkKinds);
    await stores.audit.record({ type: 'account.email_change_cancelled', actor, userId }, now);
  });
}

/**
 * Mails the links again that have not been followed, in place of those before. They end when those would have: nobody has
 * given their password for more.
 * @throws Refusal `not_found` where none waits, `too_many_attempts` as for the request, `interaction_expired`
 */
export async function resendEmailChange(
  { db, issuer }: Pick<Operations, 'db' | 'issuer'>,
  myself: SelfServiceContext,
): Promise<PendingEmailChange> {
  const { now } = myself;
  if ((await waitingLinks(db, myself.person, now)).length === 0) throw new Refusal('not_found');
  await chargeEmailChange(db, myself.person.user.id, now);
  return db.transaction(async (stores) => {
    const person = await lockMyself(stores, myself);
    const waiting = await waitingLinks(stores, person, now);
    const change = changeOf(waiting);
    if (change === null) throw new Refusal('not_found');
    const kinds = waiting.map(({ kind }) => kind);
    await stores.oneTimeLinks.withdraw(person.user.id, kinds, 'replaced');
    for (const { kind, detail, link } of waiting) {
      const again = { ...detail, needsConsent: change.needsConsent };
      const mailed = { issuer, kind, detail: again, expiresAt: link.expiresAt };
      await mailEmailLink(stores, { ...myself, person }, mailed);
    }
    return change;
  });
}

/** One of each kind at the most. Those from before all sessions were ended are worth nothing (change-email.ts). */
async function waitingLinks(
  { oneTimeLinks }: Pick<Stores, 'oneTimeLinks'>,
  { user }: Person,
  now: Date,
): Promise<readonly WaitingLink[]> {
  const waiting: WaitingLink[] = [];
  // One after the other: within a transaction there is one connection.
  for (const kind of emailLinkKinds) {
    const [link] = await oneTimeLinks.ofUser(user.id, kind, now);
    const detail = link && emailLinkDetailOf(link);
    if (link !== undefined && detail?.userEpoch === user.epoch) waiting.push({ kind, link, detail });
  }
  return waiting;
}

function changeOf(waiting: readonly WaitingLink[]): PendingEmailChange | null {
  const [first] = waiting;
  if (first === undefined) return null;
  const waitsFor = (kind: EmailLinkKind) => waiting.some((each) => each.kind === kind);
  const needsConsent = first.detail.needsConsent ?? waitsFor('email_change_consent');
  return {
    newEmail: first.detail.newEmail,
    needsConsent,
    confirmedNew: !waitsFor('email_change'),
    confirmedOld: needsConsent && !waitsFor('email_change_consent'),
    expiresAt: first.link.expiresAt,
  };
}
