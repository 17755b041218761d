import { hashTicketCode, newTicketCode, ticketSeconds } from '../authenticators/enrollment-ticket.ts';
import { Refusal } from '../refusal.ts';
import type { Db } from '../stores.ts';
import { type Acting, isOwnMembership, requireFreshMfa, requireRoleOver } from './acting.ts';

/** A ticket to set up a first factor; only its hash is stored. */
export interface IssuedTicket {
  readonly code: string;
  readonly expiresAt: Date;
}

/**
 * Makes a ticket for a member, in place of an earlier one. The code is for whoever asks, to be handed over: by mail it
 * would show no more than a mailed code does. The member is told that there is one.
 * @throws Refusal `mfa_required`, `not_found`, `own_device`, `not_allowed`, `not_managed_here` (ruling 3); the operator
 *   may do it for anybody (ruling 12)
 */
export async function issueTicket(
  db: Db,
  acting: Acting,
  { organizationId, userId }: { readonly organizationId: string; readonly userId: string },
  now: Date,
): Promise<IssuedTicket> {
  requireFreshMfa(acting, now);
  if (isOwnMembership(acting, userId)) throw new Refusal('own_device');
  return db.transaction(async (stores) => {
    await stores.organizations.lockById(organizationId);
    await stores.accounts.lock(userId);
    const person = await stores.people.byId(userId, null);
    const membership = person?.memberships.find(({ organization }) => organization.id === organizationId);
    if (person === null || membership === undefined) throw new Refusal('not_found');
    requireRoleOver(acting, membership.member);
    const { email } = person.user;
    if (acting.admin !== null && !membership.managesUser) {
      throw new Refusal('not_managed_here', { list: [email] });
    }
    const code = newTicketCode();
    const expiresAt = new Date(now.getTime() + ticketSeconds * 1000);
    const ticket = {
      tokenHash: hashTicketCode(code),
      kind: 'enrollment_ticket',
      userId,
      // The operator's word counts wherever the person belongs.
      organizationId: acting.admin === null ? null : organizationId,
      detail: null,
      createdAt: now,
      expiresAt,
    } as const;
    await stores.oneTimeLinks.replaceAll('enrollment_ticket', [ticket]);
    const { actor } = acting;
    await stores.audit.record({ type: 'enrollment_ticket.issued', actor, organizationId, userId }, now);
    const notice = { kind: 'enrollment-ticket', organization: membership.organization.name } as const;
    await stores.outbox.mail({ email, language: '' }, { ...notice, validForSeconds: ticketSeconds });
    return { code, expiresAt };
  });
}
