import type { Actor } from '../audit/event.ts';
import { doerOf } from '../notices/doer.ts';
import type { AddressedNotice, Notice, Recipient } from '../notices/notices.ts';
import type { ResetRequest } from '../passwords/request-reset.ts';
import type { SealedPlace } from '../sealing/sealing-store.ts';
import type { Clock } from '../time/clock.ts';
import type { Job, JobInbox, LogoutDelivery } from './queue.ts';

export interface OutgoingMail extends Omit<AddressedNotice, 'by'> {
  /** Who did what it tells; of them the mail says what its reader may know. Default: nobody. */
  readonly by?: Actor;
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
  /** @param by who did what it tells; default nobody */
  mail(to: Recipient, notice: Notice, by?: Actor): Promise<void>;
  /** Many mails in one statement. */
  mailAll(mails: readonly OutgoingMail[]): Promise<void>;
  /** Mails a link to a new password, if there is such a user. */
  mailResetLink(request: ResetRequest): Promise<void>;
  /** Takes back what has not gone out and has one of these addresses or links in it, whoever it is for. */
  forgetNaming(addresses: readonly string[], links: readonly Buffer[]): Promise<void>;
  /** Has the batch of a long job with this number done. */
  continueLongJob(id: string, step: number): Promise<void>;
  /** Has a batch of what older keys have sealed sealed anew, the first or the one after. */
  reseal(after: SealedPlace | null): Promise<void>;
  /** Puts in again what was given up, as it was. */
  again(jobs: readonly Job[]): Promise<void>;
}

/** A deadline may end the sessions of thousands, and what a job costs by itself is more than what it does for one. */
export const peoplePerLogout = 50;

function logoutJobs(userIds: readonly string[]): Job[] {
  const jobs: Job[] = [];
  for (let from = 0; from < userIds.length; from += peoplePerLogout)
    jobs.push({ kind: 'end-sessions', userIds: userIds.slice(from, from + peoplePerLogout) });
  return jobs;
}

function mailJob({ to, notice, by, happenedAt }: OutgoingMail, now: Date): Job {
  const doer = by === undefined ? null : doerOf(by, notice.kind);
  const job = { kind: 'send-mail', to, notice, happenedAt: (happenedAt ?? now).getTime() } as const;
  return doer === null ? job : { ...job, by: doer };
}

/** An outbox that puts everything into the queue, due at once. */
export function createOutbox(inbox: JobInbox, clock: Clock): Outbox {
  return {
    logout: (userIds) => inbox.add(logoutJobs(userIds)),
    tellApplications: (deliveries) =>
      inbox.add(deliveries.map((delivery) => ({ kind: 'deliver-logout', delivery }))),
    mail: (to, notice, by) => inbox.add([mailJob({ to, notice, ...(by && { by }) }, clock())]),
    mailAll(mails) {
      const now = clock();
      return inbox.add(mails.map((mail) => mailJob(mail, now)));
    },
    forgetNaming: (addresses, links) => inbox.forgetNaming(addresses, links),
    mailResetLink: (request) => inbox.add([{ kind: 'mail-reset-link', request }]),
    continueLongJob: (id, step) => inbox.add([{ kind: 'long-job', id, step }]),
    reseal: (after) => inbox.add([{ kind: 'reseal', after }]),
    again: (jobs) => inbox.add(jobs),
  };
}
