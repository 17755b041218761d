import { limitKey, requireCharged } from '../limits/limit.ts';
import { spendTicket, ticketIssuersOf } from '../links/enrollment-ticket.ts';
import { managingInviter } from '../organizations/joining/joining.ts';
import type { Person } from '../people/person.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db, Stores } from '../stores.ts';
import { actorOf, provenPerson, type SignIn } from './context.ts';
import { saveProgress } from './save-progress.ts';

/**
 * Takes the ticket that an administrator has handed over, the proof before a first enrolment. It is spent by this, once
 * of many at a time, and counts in this sign-in alone. Wrong ones are counted on the account.
 * @returns the sign-in with its new progress, which is stored already.
 * @throws Refusal `too_many_attempts` before anything is compared, `token_invalid`, `interaction_expired`
 */
export async function proveTicket(db: Db, signIn: SignIn, code: string): Promise<SignIn> {
  const { now } = signIn;
  const { id: userId } = provenPerson(signIn).user;
  const key = limitKey('tickets', userId);
  requireCharged(await db.limits.charge(key, now));
  return db.transaction(async (stores) => {
    // The user before their links, as in every transaction that has to do with both.
    await stores.accounts.lock(userId);
    const person = await stores.people.byId(userId, null);
    if (person === null) throw new Refusal('interaction_expired', { reason: 'the account is gone' });
    const issuers = await issuersFor(stores, person, now);
    const { organizationId } = await spendTicket(stores, { person, code, issuers }, now);
    const given = { ...signIn.progress, ticket: { organizationId, provenAt: now.getTime() } };
    const next = await saveProgress(stores, signIn, { progress: given });
    await stores.limits.clear(key);
    const about = { actor: actorOf(signIn), userId, ...(organizationId === null ? {} : { organizationId }) };
    await stores.audit.record({ type: 'enrollment_ticket.used', ...about }, now);
    return next;
  });
}

/**
 * The sign-in without a ticket whose issuer has lost the person since it was given here: removed, or no longer invited
 * (rulings 3 and 25). Reads something only where there is such a doubt.
 */
export async function withCountingTicket(
  stores: Pick<Stores, 'domains' | 'invitations'>,
  signIn: SignIn,
): Promise<SignIn> {
  const { person, progress, now } = signIn;
  const issuer = progress.ticket?.organizationId ?? null;
  if (person === null || issuer === null || ticketIssuersOf(person).includes(issuer)) return signIn;
  if ((await issuersFor(stores, person, now)).includes(issuer)) return signIn;
  return { ...signIn, progress: { ...progress, ticket: null } };
}

/** Whose tickets count at a sign-in: of who manages the person, or has invited somebody of its own domain. */
async function issuersFor(
  stores: Pick<Stores, 'domains' | 'invitations'>,
  person: Person,
  now: Date,
): Promise<readonly string[]> {
  const inviter = await managingInviter(stores, person.user.email, now);
  return [...ticketIssuersOf(person), ...(inviter === null ? [] : [inviter])];
}
