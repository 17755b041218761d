import type { Actor } from '../audit/event.ts';
import type { OutgoingMail } from '../jobs/outbox.ts';
import { limitKey } from '../limits/limit.ts';
import type { Person } from '../people/person.ts';
import { timeZoneOf } from '../people/time-zone.ts';
import type { Stores } from '../stores.ts';
import type { ResetRequest } from './request-reset.ts';
import { newResetLink, resetLinkSeconds } from './reset-link.ts';

interface ResetMailDb {
  transaction<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result>;
}

/**
 * Mails a link to a new password, if there is such a user; the newest link alone works. How many go out is limited on
 * the account, so that nobody's mailbox is flooded; past that the link that was mailed last goes on working.
 */
export async function mailResetLink(
  { db, issuer }: { readonly db: ResetMailDb; readonly issuer: URL },
  request: ResetRequest,
  now: Date,
): Promise<void> {
  await db.transaction(async (stores) => {
    const person = await stores.people.byEmail(request.email);
    if (person === null) return;
    const { id: userId } = person.user;
    await stores.accounts.lock(userId);
    if ((await stores.people.byId(userId, null))?.user.deactivatedAt !== null) return;
    if ((await stores.limits.charge(resetMailKey(userId), now)).result === 'throttled') return;
    const { address, stored } = newResetLink(issuer, { userId, organizationId: null }, now);
    await stores.oneTimeLinks.replaceAll('password_reset', [stored]);
    const actor = { kind: 'anonymous', sourceAddress: request.sourceAddress } as const;
    await stores.outbox.mailAll([mailOf(person, address, { ...request, actor })]);
    await stores.audit.record({ type: 'account.password_reset_requested', actor, userId }, now);
  });
}

/** The key under which mails with links are counted for one account. */
export function resetMailKey(userId: string): Buffer {
  return limitKey('mailed reset links', userId);
}

/** Who needs a new password because an administrator ordered one is told so again; who has asked for it is not. */
function mailOf(
  person: Person,
  link: string,
  { language, actor }: { readonly language: string; readonly actor: Actor },
): OutgoingMail {
  const { user, memberships } = person;
  const to = { email: user.email, language, timeZone: timeZoneOf(person) };
  const validForSeconds = resetLinkSeconds;
  const ordering = memberships.find(({ managesUser }) => managesUser);
  const isOrdered = user.resetOrderedAt?.getTime() === user.passwordResetAt?.getTime();
  if (user.passwordResetAt === null || !isOrdered || ordering === undefined) {
    return { to, notice: { kind: 'password-reset', link, validForSeconds }, by: actor };
  }
  const organization = ordering.organization.name;
  const notice = { kind: 'password-reset-ordered', organization, link, validForSeconds } as const;
  return { to, notice, happenedAt: user.passwordResetAt };
}
