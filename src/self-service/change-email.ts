import { linkEnded, refusalOfLink } from '../links/mailed-links.ts';
import { mailDeniable } from '../links/not-me-link.ts';
import { hashLinkToken, type OneTimeLink } from '../links/one-time-links.ts';
import { lockConcerned } from '../organizations/authority/lock-memberships.ts';
import {
  invitersOf,
  recordGivenUp,
  revokeInvitationsTo,
} from '../organizations/invitations/given-up-address.ts';
import { mailLanguagesOf } from '../people/mail-language.ts';
import type { Person } from '../people/person.ts';
import { timeZoneOf } from '../people/time-zone.ts';
import type { Db, Stores } from '../stores.ts';
import {
  type EmailLinkDetail,
  type EmailLinkKind,
  emailLinkDetailOf,
  emailLinkKinds as kinds,
} from './email-links.ts';

/** A link that still works, as its page shows it. */
export interface EmailLink {
  readonly kind: EmailLinkKind;
  readonly newEmail: string;
  /** Whose address it changes. */
  readonly userId: string;
}

export interface Following {
  readonly sourceAddress: string;
  /** For the mail to the old address. */
  readonly language: string;
  readonly now: Date;
}

/**
 * Looks at a link without spending it: mail scanners open links as well.
 * @throws Refusal `link_ended` for one that was used or replaced, is too old, or is from before all sessions of the
 *   account were ended; `not_found` for one that never was
 */
export async function findEmailLink(
  { oneTimeLinks, people }: Pick<Db, 'oneTimeLinks' | 'people'>,
  token: string,
  now: Date,
): Promise<EmailLink> {
  const { link, kind } = await findLink(oneTimeLinks, token, now);
  const change = changeOf(link);
  const person = await people.byId(link.userId, null);
  if (person?.user.epoch !== change.userEpoch) throw linkEnded('withdrawn');
  return { kind, newEmail: change.newEmail, userId: link.userId };
}

/**
 * Follows a link, once. The change is made when no link of it is left to be followed: the new address is then a verified
 * one, and no enrolment proof for 7 days (ruling 4). Links that went to the old address are worth nothing from then on,
 * and invitations to it are revoked (ruling 32).
 * @returns `waiting` while the other mailbox has not answered yet
 * @throws Refusal `link_ended` and `not_found` as above, `email_taken`
 */
export async function followEmailLink(
  db: Db,
  token: string,
  following: Following,
): Promise<'changed' | 'waiting'> {
  const { now } = following;
  const { link, kind } = await findLink(db.oneTimeLinks, token, now);
  const change = changeOf(link);
  const concerned = (stores: Stores, { user }: Person) => invitersOf(stores, user.email, now);
  // Both links at the same time: the second one waits for the lock, and then finds no other one left.
  const lockPerson = (stores: Stores) => lockOwner(stores, link);
  return lockConcerned(db, { userId: link.userId, concerned, lockPerson }, async (stores, person) => {
    if (person.user.epoch !== change.userEpoch) throw linkEnded('withdrawn');
    if ((await stores.oneTimeLinks.spend(kind, link.tokenHash, now)) === null)
      throw await refusalOfLink(stores.oneTimeLinks, { tokenHash: link.tokenHash, kinds }, now);
    const other = kind === 'email_change' ? 'email_change_consent' : 'email_change';
    if ((await stores.oneTimeLinks.ofUser(link.userId, other, now)).length > 0) return 'waiting';
    await applyChange(stores, person, { ...following, newEmail: change.newEmail });
    return 'changed';
  });
}

async function lockOwner({ accounts, people }: Stores, { userId }: OneTimeLink): Promise<Person> {
  await accounts.lock(userId);
  const person = await people.byId(userId, null);
  if (person === null) throw linkEnded('withdrawn');
  return person;
}

async function applyChange(
  stores: Stores,
  person: Person,
  { newEmail, sourceAddress, language, now }: Following & { readonly newEmail: string },
): Promise<void> {
  const { id: userId, email } = person.user;
  await stores.oneTimeLinks.withdraw(userId, ['password_reset']);
  const revoked = await revokeInvitationsTo(stores, email, now);
  await stores.accounts.changeEmail(userId, newEmail, now);
  await stores.environments.renamePilots(email, newEmail);
  const actor = { kind: 'anonymous', sourceAddress } as const;
  const event = { type: 'account.email_changed', actor, userId } as const;
  await stores.audit.record({ ...event, detail: { before: email, after: newEmail } }, now);
  // By then the address is no longer theirs, so that nobody could find their languages by it.
  const to = { email, language: mailLanguagesOf(person.user) || language, timeZone: timeZoneOf(person) };
  const notice = { kind: 'email-changed', newEmail } as const;
  await mailDeniable(stores, { userId, to, notice, by: actor }, now);
  await recordGivenUp(stores, revoked, now);
}

async function findLink(
  oneTimeLinks: Stores['oneTimeLinks'],
  token: string,
  now: Date,
): Promise<{ readonly link: OneTimeLink; readonly kind: EmailLinkKind }> {
  const tokenHash = hashLinkToken(token);
  for (const kind of kinds) {
    const link = await oneTimeLinks.find(kind, tokenHash, now);
    if (link !== null) return { link, kind };
  }
  throw await refusalOfLink(oneTimeLinks, { tokenHash, kinds }, now);
}

function changeOf(link: OneTimeLink): EmailLinkDetail {
  const detail = emailLinkDetailOf(link);
  if (detail === null) throw linkEnded('withdrawn');
  return detail;
}
