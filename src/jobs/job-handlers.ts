import type { AuditStore } from '../audit/store.ts';
import { giveUpJob, runBatch } from '../long-jobs/run-batch.ts';
import type { Operations } from '../operations/operations.ts';
import { mailResetLink } from '../passwords/mail-reset-link.ts';
import { resealBatch } from '../sealing/reseal.ts';
import { dutyCycle50 } from '../time/pace.ts';
import { batchRunners } from './batch-runners.ts';
import { endSessions } from './end-sessions.ts';
import type { LogoutDelivery } from './queue.ts';
import { reasonOf } from './reason.ts';
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
  const runners = batchRunners(deps);
  return {
    'end-sessions': {
      limits: { atOnce: 2, asideAfterMs: 10_000, most: 2 },
      run: ({ userIds }) => endSessions(deps.db, userIds),
      giveUp: async (_job, failure) => deps.onLost(failure),
      leaves: 'dead letter',
    },
    'deliver-logout': {
      // Of 1,000 applications 300 may take 5 s each without keeping the others waiting for more than a few seconds.
      limits: { atOnce: 50, asideAfterMs: 500, most: 400 },
      run: ({ delivery }) => deps.tellApplication(delivery),
      giveUp: ({ delivery }, failure, now) => recordLoss(deps.db.audit, { delivery, failure }, now),
      leaves: 'dead letter',
    },
    'long-job': {
      limits: { atOnce: 1, asideAfterMs: 60_000, most: 2 },
      // What somebody waits for at a page, and nobody at a sign-in.
      run: ({ id, step }, now) => dutyCycle50(() => runBatch({ db: deps.db, runners }, { id, step }, now)),
      async giveUp({ id }, failure, now) {
        deps.onLost(failure);
        await giveUpJob(deps.db, id, now);
      },
      // It stands in the list of long jobs as failed, and whoever started it starts another.
      leaves: 'nothing',
    },
    reseal: {
      limits: { atOnce: 1, asideAfterMs: 60_000, most: 1 },
      run: ({ after }) => dutyCycle50(() => resealBatch(deps.db, after)),
      giveUp: async (_job, failure) => deps.onLost(failure),
      leaves: 'dead letter',
    },
    'send-mail': mailWork(deps),
    'mail-reset-link': {
      limits: { atOnce: 4, asideAfterMs: 10_000, most: 4 },
      run: ({ request }, now) => mailResetLink(deps, request, now),
      giveUp: async (_job, failure) => deps.onLost(failure),
      leaves: 'dead letter',
    },
  };
}

function mailWork({ notifier, onLost }: JobHandlerDeps): JobHandler<'send-mail'> {
  return {
    limits: { atOnce: 4, asideAfterMs: 60_000, most: 4 },
    run: ({ happenedAt, ...mail }) => notifier.notify(mail, new Date(happenedAt)),
    giveUp: async (_job, failure) => onLost(failure),
    leaves: 'dead letter',
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
