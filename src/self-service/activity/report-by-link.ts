import type { Deed } from '../../audit/deed.ts';
import { linkEnded, refusalOfLink } from '../../links/mailed-links.ts';
import { type DeniedKind, deniedBy } from '../../links/not-me-link.ts';
import { hashLinkToken, type OneTimeLink } from '../../links/one-time-links.ts';
import type { Operations } from '../../operations/operations.ts';
import type { Person } from '../../people/person.ts';
import { timeZoneOf } from '../../people/time-zone.ts';
import type { Stores } from '../../stores.ts';
import { closeToOthers } from './close-to-others.ts';
import { meantByMail } from './meant-event.ts';

/** A deed in somebody's account that they say was not theirs. */
export interface DeniedDeed {
  readonly userId: string;
  /** The kind of the mail about it. */
  readonly about: DeniedKind;
}

const kinds = ['not_me'] as const;

/**
 * Looks at a link without spending it: mail scanners open links as well.
 * @throws Refusal `link_ended` for one that was used or is older than seven days; `not_found` for one that never was
 */
export async function findNotMeLink(
  { oneTimeLinks, people }: Pick<Stores, 'oneTimeLinks' | 'people'>,
  token: string,
  now: Date,
): Promise<DeniedDeed> {
  const link = await findLink(oneTimeLinks, token, now);
  requireOpen(await people.byId(link.userId, null));
  return deniedDeedOf(link);
}

/**
 * "This was not me", said by a mailed link, once; see `closeToOthers`. No session goes on, and the old password opens nothing
 * any more: mail reaches the person, as the link shows. Whoever reads their mails can do it as well, and has nothing by it
 * that asking for a new password would not have given them.
 * @throws Refusal `link_ended`, `not_found`
 */
export async function reportByLink(
  { db, issuer }: Pick<Operations, 'db' | 'issuer'>,
  token: string,
  { actor, now }: Deed,
): Promise<void> {
  const link = await findLink(db.oneTimeLinks, token, now);
  const { tokenHash, userId, createdAt: at } = link;
  const meant = await meantByMail(db, { ...deniedDeedOf(link), at });
  await db.transaction(async (stores) => {
    await stores.accounts.lock(userId);
    const person = requireOpen(await stores.people.byId(userId, null));
    if ((await stores.oneTimeLinks.spend('not_me', tokenHash, now)) === null)
      throw await refusalOfLink(stores.oneTimeLinks, { tokenHash, kinds }, now);
    const to = { email: person.user.email, language: '', timeZone: timeZoneOf(person) };
    const said = { person, to, actor, now, meant };
    await closeToOthers(stores, { issuer }, { ...said, sessionHash: null, passwordReset: true });
  });
}

/** @throws Refusal `link_ended` for a closed account */
function requireOpen(person: Person | null): Person {
  if (person === null || person.user.deactivatedAt !== null) throw linkEnded('withdrawn');
  return person;
}

async function findLink(
  oneTimeLinks: Stores['oneTimeLinks'],
  token: string,
  now: Date,
): Promise<OneTimeLink> {
  const tokenHash = hashLinkToken(token);
  const link = await oneTimeLinks.find('not_me', tokenHash, now);
  if (link === null) throw await refusalOfLink(oneTimeLinks, { tokenHash, kinds }, now);
  return link;
}

function deniedDeedOf(link: OneTimeLink): DeniedDeed {
  const about = deniedBy(link);
  if (about === null) throw linkEnded('withdrawn');
  return { userId: link.userId, about };
}
