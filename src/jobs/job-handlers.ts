import type { AuditStore } from '../audit/store.ts';
import type { Operations } from '../operations/operations.ts';
import { orderNextResets } from '../organizations/resets/order-password-resets.ts';
import { mailResetLink } from '../passwords/mail-reset-link.ts';
import { Refusal } from '../refusal/refusal.ts';
import { endSessions } from './end-sessions.ts';
import type { LogoutDelivery } from './queue.ts';
import type { JobHandler, JobHandlers } from './run-jobs.ts';

/** Tells one application, now; throws where it did not take the message. */
export type TellApplication = (delivery: LogoutDelivery) => Promise<void>;

/** What the jobs are done with. */
export interface JobHandlerDeps extends Pick<Operations, 'db' | 'issuer' | 'notifier' | 'plans'> {
  readonly tellApplication: TellApplication;
  /** Work that was given up. */
  readonly onLost: (failure: unknown) => void;
}

/** What is done about each kind of job. */
export function createJobHandlers(deps: JobHandlerDeps): JobHandlers {
  return {
    'end-sessions': {
      limits: { atOnce: 2, asideAfterMs: 10_000, most: 2 },
      run: ({ userIds }) => endSessions(deps.db, userIds),
      giveUp: async (_job, failure) => deps.onLost(failure),
    },
    'deliver-logout': {
      // Of 1,000 applications 300 may take 5 s each without keeping the others waiting for more than a few seconds.
      limits: { atOnce: 50, asideAfterMs: 500, most: 400 },
      run: ({ delivery }) => deps.tellApplication(delivery),
      giveUp: ({ delivery }, failure, now) => recordLoss(deps.db.audit, { delivery, failure }, now),
    },
    'send-mail': mailWork(deps),
    'mail-reset-link': {
      limits: { atOnce: 4, asideAfterMs: 10_000, most: 4 },
      run: ({ request }, now) => mailResetLink(deps, request, now),
      giveUp: async (_job, failure) => deps.onLost(failure),
    },
    'order-resets': {
      limits: { atOnce: 1, asideAfterMs: 60_000, most: 1 },
      run: ({ order, afterUserId }, now) => orderNextResets(deps, { order, afterUserId }, now),
      giveUp: async (_job, failure) => deps.onLost(failure),
    },
  };
}

function mailWork({ notifier, onLost }: JobHandlerDeps): JobHandler<'send-mail'> {
  return {
    limits: { atOnce: 4, asideAfterMs: 60_000, most: 4 },
    run: ({ to, notice, happenedAt }) => notifier.notify(to, notice, new Date(happenedAt)),
    giveUp: async (_job, failure) => onLost(failure),
  };
}

async function recordLoss(
  audit: AuditStore,
  { delivery, failure }: { readonly delivery: LogoutDelivery; readonly failure: unknown },
  now: Date,
): Promise<void> {
  const { clientId, sub } = delivery;
  const detail = { client: clientId, reason: reasonOf(failure) };
  await audit.record({ type: 'logout.delivery_failed', actor: { kind: 'system' }, userId: sub, detail }, now);
}

/** In words of ours where it was a failure that we expect. */
function reasonOf(failure: unknown): string {
  if (failure instanceof Refusal) return failure.detail.reason ?? failure.code;
  return failure instanceof Error ? failure.message : 'unknown';
}
