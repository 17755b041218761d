import { createHash } from 'node:crypto';
import { spendTicket, ticketIssuersOf } from '../authenticators/enrollment-ticket.ts';
import { managingInviter } from '../organizations/joining.ts';
import { Refusal } from '../refusal.ts';
import type { Db } from '../stores.ts';
import { actorOf, type SignIn } from './context.ts';

/**
 * Takes the ticket that an administrator has handed over, the proof before a first enrolment. It is spent by this, once
 * of many at a time, and counts in this sign-in alone. Wrong ones are counted on the account.
 * @returns the sign-in with its new progress, which is stored already.
 * @throws Refusal `too_many_attempts` before anything is compared, `token_invalid`, `interaction_expired`
 */
export async function proveTicket(db: Db, signIn: SignIn, code: string, now: Date): Promise<SignIn> {
  const { person } = signIn;
  if (person === null) throw new Refusal('interaction_expired', { reason: 'no password was proven' });
  const { id: userId } = person.user;
  const key = ticketTryKey(userId);
  const charge = await db.accounts.charge(key, now);
  if (charge.result === 'throttled') {
    throw new Refusal('too_many_attempts', { retryAfterSeconds: charge.retryAfterSeconds });
  }
  const progress = { ...signIn.progress, ticketProvenAt: now.getTime() };
  await db.transaction(async (stores) => {
    const inviter = await managingInviter(stores, person, now);
    const issuers = [...ticketIssuersOf(person), ...(inviter === null ? [] : [inviter])];
    const ticket = await spendTicket(stores, { person, code, issuers }, now);
    if (!(await stores.signIns.saveProgress(signIn.uid, signIn.version, progress))) {
      throw new Refusal('interaction_expired', { reason: 'another request went on with this sign-in' });
    }
    await stores.accounts.clearThrottle(key);
    const organizationId = ticket.organizationId === null ? {} : { organizationId: ticket.organizationId };
    const event = {
      type: 'enrollment_ticket.used',
      actor: actorOf(signIn),
      userId,
      ...organizationId,
    } as const;
    await stores.audit.record(event, now);
  });
  return { ...signIn, version: signIn.version + 1, progress };
}

function ticketTryKey(userId: string): Buffer {
  return createHash('sha256').update(`enrollment ticket ${userId}`).digest();
}
