/**
 * A ticket that an administrator hands to somebody who may set up their first factor (product decision 4). It is copied by
 * hand, so it looks like a recovery code, and its 80 random bits can be stored under a plain hash.
 */

import {
  looksLikeRecoveryCode,
  newRecoveryCode,
  normalizeRecoveryCode,
} from '../authenticators/recovery-codes.ts';
import type { Person } from '../people/person.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Stores } from '../stores.ts';
import { hashLinkToken, type OneTimeLink } from './one-time-links.ts';

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

/** What somebody shows as a ticket. */
export interface OfferedTicket {
  readonly person: Person;
  readonly code: string;
  readonly issuers: readonly string[];
}

/** The organizations whose tickets count for a person: those that manage them (ruling 3). */
export function ticketIssuersOf({ memberships }: Person): readonly string[] {
  return memberships.flatMap(({ organization, managesUser }) => (managesUser ? [organization.id] : []));
}

/**
 * A ticket dies with its purpose (ruling 25): whatever enrols somebody, resets their device or orders a new password,
 * removes an authenticator or a membership of theirs, withdraws what they have not used. In the transaction of the
 * change, under the lock of the person and before anything is written to the activity log.
 */
export async function withdrawTickets(
  { oneTimeLinks }: Pick<Stores, 'oneTimeLinks'>,
  userIds: readonly string[],
): Promise<void> {
  await oneTimeLinks.withdrawOf(userIds, ['enrollment_ticket']);
}

/**
 * Spends the ticket of a person, once of many at a time. How often it may be tried is the caller's to limit.
 * @param ticket.issuers organizations whose tickets count; those of the operator count everywhere (ruling 12)
 * @throws Refusal `token_invalid` for one that is unknown, spent or too old, another person's, or does not count here
 */
export async function spendTicket(
  { oneTimeLinks }: Pick<Stores, 'oneTimeLinks'>,
  { person, code, issuers }: OfferedTicket,
  now: Date,
): Promise<OneTimeLink> {
  const tokenHash = hashTicketCode(code);
  const ticket = await oneTimeLinks.find('enrollment_ticket', tokenHash, now);
  const counts =
    ticket?.userId === person.user.id &&
    (ticket.organizationId === null || issuers.includes(ticket.organizationId));
  if (!counts) throw new Refusal('token_invalid', { about: 'ticket' });
  const spent = await oneTimeLinks.spend('enrollment_ticket', tokenHash, now);
  if (spent === null)
    throw new Refusal('token_invalid', { about: 'ticket', reason: 'it was used meanwhile' });
  return spent;
}
