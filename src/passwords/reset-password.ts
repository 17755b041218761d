import { linkEnded, refusalOfLink } from '../links/mailed-links.ts';
import { mailDeniable } from '../links/not-me-link.ts';
import { hashLinkToken } from '../links/one-time-links.ts';
import type { Operations } from '../operations/operations.ts';
import type { AccountStore } from '../people/account-store.ts';
import type { Person } from '../people/person.ts';
import { timeZoneOf } from '../people/time-zone.ts';
import { watchedBy } from '../people/watched-by.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Stores } from '../stores.ts';
import { resetMailKey } from './mail-reset-link.ts';
import {
  isShortPassword,
  type MinimumLength,
  minimumLengthFor,
  passwordContextOf,
  requireGoodPassword,
} from './new-password.ts';
import type { PasswordHasher } from './password-hashing.ts';
import { normalizePassword } from './password-rules.ts';

const kinds = ['password_reset'] as const;

/** A link that still works. */
export interface PendingReset {
  readonly tokenHash: Buffer;
  readonly person: Person;
  readonly minimumLength: MinimumLength;
}

/**
 * Looks at a link without spending it: mail scanners open links as well.
 * @throws Refusal `link_ended` for one that was used or replaced, or is older than an hour; `not_found` for one that never
 *   was
 */
export async function findReset(
  { db, plans }: Pick<Operations, 'db' | 'hasher' | 'plans'>,
  token: string,
  now: Date,
): Promise<PendingReset> {
  const tokenHash = hashLinkToken(token);
  const link = await db.oneTimeLinks.find('password_reset', tokenHash, now);
  if (link === null) throw await refusalOfLink(db.oneTimeLinks, { tokenHash, kinds }, now);
  const person = await db.people.byId(link.userId, null);
  if (person === null || person.user.deactivatedAt !== null) throw linkEnded('withdrawn');
  return { tokenHash, person, minimumLength: minimumLengthFor(person, plans, now) };
}

export interface NewPassword {
  readonly password: string;
  readonly sourceAddress: string;
  /** For the mail. */
  readonly language: string;
  readonly now: Date;
}

/**
 * Sets the new password and spends the link, once of many at a time. Everything that the old password opened ends:
 * sessions, remembered devices, changes of the e-mail that are under way. It signs nobody in and touches no factor, so
 * the next sign-in asks for MFA as ever (D41).
 * @throws Refusal `link_ended`, `password_too_short`, `password_too_common`, `password_unchanged`, `server_busy`
 */
export async function resetPassword(
  { db, hasher, plans, productName }: Pick<Operations, 'db' | 'hasher' | 'plans' | 'productName'>,
  { tokenHash, person, minimumLength }: PendingReset,
  { password, sourceAddress, language, now }: NewPassword,
): Promise<void> {
  requireGoodPassword(password, passwordContextOf(person, productName), minimumLength);
  await requireAnotherPassword(hasher, person, password);
  const hash = await hasher.hash(normalizePassword(password));
  await db.transaction(async (stores) => {
    const { id: userId } = person.user;
    // The user before their links, as in every transaction that has to do with both.
    await stores.accounts.lock(userId);
    if ((await stores.oneTimeLinks.spend('password_reset', tokenHash, now)) === null)
      throw await refusalOfLink(stores.oneTimeLinks, { tokenHash, kinds }, now);
    await replace(stores, userId, { hash, isShort: isShortPassword(password), changedAt: now });
    await stores.oneTimeLinks.withdraw(userId, worthlessAfter);
    await stores.rememberedDevices.forgetAll(userId);
    await stores.limits.clear(resetMailKey(userId));
    await stores.outbox.logout([userId]);
    const to = { email: person.user.email, language, timeZone: timeZoneOf(person) };
    const actor = { kind: 'user', id: userId, sourceAddress } as const;
    const notice = { kind: 'password-changed' } as const;
    await mailDeniable(stores, { userId, to, notice, by: actor }, now);
    const organizations = watchedBy(person, null, { plans, now });
    const event = { type: 'account.password_reset_completed', actor, organizations, userId } as const;
    await stores.audit.record(event, now);
  });
}

/** What else of the account somebody with the old password may have set off. */
const worthlessAfter = [
  'email_change',
  'email_change_consent',
  'password_reset',
  'pending_enrollment',
] as const;

/** Whatever the epoch is by now: the link counts, not what has been opened meanwhile. */
async function replace(
  { accounts, people }: Pick<Stores, 'accounts' | 'people'>,
  userId: string,
  password: Parameters<AccountStore['changePassword']>[2],
): Promise<void> {
  const person = await people.byId(userId, null);
  if (person === null || person.user.deactivatedAt !== null) throw linkEnded('withdrawn');
  await accounts.changePassword(userId, person.user.epoch, password);
}

/** An administrator ordered a new one because the old one may be known to others (L4). */
async function requireAnotherPassword(
  hasher: PasswordHasher,
  { user }: Person,
  password: string,
): Promise<void> {
  if (user.passwordResetAt === null || user.passwordHash === null) return;
  if ((await hasher.verify(user.passwordHash, password)).ok) throw new Refusal('password_unchanged');
}
