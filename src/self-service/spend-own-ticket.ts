import { spendTicket, ticketIssuersOf } from '../links/enrollment-ticket.ts';
import type { Stores } from '../stores.ts';
import type { SelfServiceContext } from './context.ts';

/**
 * Spends the ticket that stands for the person's mailbox, in the transaction of what it allows, and notes it.
 * @throws Refusal `token_invalid`
 */
export async function spendOwnTicket(
  stores: Pick<Stores, 'audit' | 'oneTimeLinks'>,
  { person, actor, now }: SelfServiceContext,
  code: string,
): Promise<void> {
  const { organizationId } = await spendTicket(
    stores,
    { person, code, issuers: ticketIssuersOf(person) },
    now,
  );
  const from = organizationId === null ? {} : { organizationId };
  const event = { type: 'enrollment_ticket.used', actor, userId: person.user.id, ...from } as const;
  await stores.audit.record(event, now);
}
