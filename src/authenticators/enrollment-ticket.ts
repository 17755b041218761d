/**
 * A ticket that an administrator hands to somebody who may set up his first factor (product decision 4). It is copied by
 * hand, so it looks like a recovery code, and its 80 random bits can be stored under a plain hash.
 */
import { hashLinkToken, type OneTimeLink } from '../accounts/one-time-links.ts';
import type { Person } from '../accounts/person.ts';
import { Refusal } from '../refusal.ts';
import type { Stores } from '../stores.ts';
import { looksLikeRecoveryCode, newRecoveryCode, normalizeRecoveryCode } from './recovery-codes.ts';

/** How long a ticket is good, in seconds. */
export const ticketSeconds = 24 * 60 * 60;

/** A new ticket as it is handed over: `abcd-efgh-jkmn-pqrs`. */
export function newTicketCode(): string {
  return newRecoveryCode();
}

/** Whether a typed code is a ticket rather than a mailed code; says nothing about its being right. */
export function looksLikeTicket(code: string): boolean {
  return looksLikeRecoveryCode(code);
}

/** The form in which a ticket is stored, however it was typed: 32 bytes. */
export function hashTicketCode(code: string): Buffer {
  return hashLinkToken(`enrollment ticket ${normalizeRecoveryCode(code)}`);
}

/**
 * Spends the ticket of a person, once of many at a time. How often it may be tried is the caller's to limit.
 * @throws Refusal `token_invalid` for one that is unknown, spent or too old, another person's, or does not count here
 */
export async function spendTicket(
  { oneTimeLinks }: Pick<Stores, 'oneTimeLinks'>,
  person: Person,
  code: string,
  now: Date,
): Promise<OneTimeLink> {
  const tokenHash = hashTicketCode(code);
  const ticket = await oneTimeLinks.find('enrollment_ticket', tokenHash, now);
  if (ticket === null || !isTicketOf(ticket, person)) throw new Refusal('token_invalid');
  const spent = await oneTimeLinks.spend('enrollment_ticket', tokenHash, now);
  if (spent === null) throw new Refusal('token_invalid', { reason: 'it was used meanwhile' });
  return spent;
}

/**
 * Whether a ticket counts for this person: it is his, and comes from the operator or from an organization that manages
 * him now (rulings 3 and 12).
 */
function isTicketOf(
  { userId, organizationId }: Pick<OneTimeLink, 'userId' | 'organizationId'>,
  { user, memberships }: Person,
): boolean {
  if (userId !== user.id) return false;
  if (organizationId === null) return true;
  return memberships.some(
    ({ organization, managesUser }) => organization.id === organizationId && managesUser,
  );
}
