import type { Notice, Recipient } from '../notices/notices.ts';
import type { ResetOrder } from '../organizations/resets/candidate.ts';
import type { ResetRequest } from '../passwords/request-reset.ts';
import type { Clock } from '../time/clock.ts';
import type { Job, JobInbox, LogoutDelivery } from './queue.ts';

export interface OutgoingMail {
  readonly to: Recipient;
  readonly notice: Notice;
  /** What the mail says about when it happened; default now. */
  readonly happenedAt?: Date;
}

/** What goes out to others once a change has committed; written in its transaction, delivered by a durable queue. */
export interface Outbox {
  /**
   * Tells every application that had a session of these users, and removes what an older epoch left behind. To be
   * called after the epoch was raised.
   */
  logout(userIds: readonly string[]): Promise<void>;
  /** Tells applications of sessions that have ended by other means than an epoch. */
  tellApplications(deliveries: readonly LogoutDelivery[]): Promise<void>;
  mail(to: Recipient, notice: Notice): Promise<void>;
  /** Many mails in one statement. */
  mailAll(mails: readonly OutgoingMail[]): Promise<void>;
  /** Mails a link to a new password, if there is such a user. */
  mailResetLink(request: ResetRequest): Promise<void>;
  /** Takes back what has not gone out and has one of these addresses or links in it, whoever it is for. */
  forgetNaming(addresses: readonly string[], links: readonly Buffer[]): Promise<void>;
  /** Goes on with an order of new passwords after this member. */
  orderResets(order: ResetOrder, afterUserId: string): Promise<void>;
}

/** A deadline may end the sessions of thousands, and what a job costs by itself is more than what it does for one. */
export const peoplePerLogout = 50;

function logoutJobs(userIds: readonly string[]): Job[] {
  const jobs: Job[] = [];
  for (let from = 0; from < userIds.length; from += peoplePerLogout)
    jobs.push({ kind: 'end-sessions', userIds: userIds.slice(from, from + peoplePerLogout) });
  return jobs;
}

/** An outbox that puts everything into the queue, due at once. */
export function createOutbox(inbox: JobInbox, clock: Clock): Outbox {
  return {
    logout: (userIds) => inbox.add(logoutJobs(userIds)),
    tellApplications: (deliveries) =>
      inbox.add(deliveries.map((delivery) => ({ kind: 'deliver-logout', delivery }))),
    mail: (to, notice) => inbox.add([{ kind: 'send-mail', to, notice, happenedAt: clock().getTime() }]),
    mailAll(mails) {
      const now = clock();
      const jobs = mails.map(
        ({ to, notice, happenedAt = now }) =>
          ({ kind: 'send-mail', to, notice, happenedAt: happenedAt.getTime() }) as const,
      );
      return inbox.add(jobs);
    },
    forgetNaming: (addresses, links) => inbox.forgetNaming(addresses, links),
    mailResetLink: (request) => inbox.add([{ kind: 'mail-reset-link', request }]),
    orderResets: (order, afterUserId) => inbox.add([{ kind: 'order-resets', order, afterUserId }]),
  };
}
