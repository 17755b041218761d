import { extendChains } from './audit/extend-chains.ts';
import type { CountersignOptions } from './countersign-options.ts';
import { dueHandlers } from './jobs/due-handlers.ts';
import type { DueWork } from './jobs/due-work.ts';
import { createJobHandlers, type TellApplication } from './jobs/job-handlers.ts';
import { createJobs, type Jobs } from './jobs/run-jobs.ts';
import { type SweepResult, sweep } from './jobs/sweep.ts';
import type { Logger } from './logging/logger.ts';
import type { Operations } from './operations/operations.ts';
import { NotDelivered } from './outbound/post-form.ts';
import type { LiveProvider } from './provider/library/live-provider.ts';
import { createTellApplication } from './provider/logout/back-channel.ts';
import type { OpenDb } from './stores.ts';
import type { Clock } from './time/clock.ts';
import { dutyCycle50 } from './time/pace.ts';

/** What goes on beside the answers. */
export interface BackgroundWork {
  /** What a change has to tell others: mails and logouts. Nothing goes out before `jobs.start()`. */
  readonly jobs: Jobs;
  /** Does the due work once: deadlines, ends of trials, reminders, and the removal of what has expired. */
  readonly sweep: (now: Date) => Promise<SweepResult>;
  /** Chains the events that wait for it, of all organizations (ruling 33); answers how many. */
  readonly extendChains: () => Promise<number>;
}

/**
 * Soon enough for applications to hear of a deadline, and for events to be chained, within seconds (ruling 33: 10);
 * nothing waits for it.
 */
const housekeepingEveryMs = 5000;

export function backgroundWork(
  { issuer, logger, plans }: Pick<CountersignOptions, 'issuer' | 'logger' | 'plans'>,
  {
    clock,
    live,
    ...operations
  }: Pick<Operations, 'notifier' | 'outbound'> & { db: OpenDb; clock: Clock; live: LiveProvider },
): BackgroundWork {
  const { db, notifier, outbound } = operations;
  const tellApplication = loggingFailures(createTellApplication(live.current, outbound), logger);
  const onLost = (failure: unknown) => logger.error({ err: failure }, 'a job was given up');
  const onFailure = (work: DueWork, error: unknown) =>
    logger.error({ err: error, work: work.kind, organization: work.organizationId }, 'due work failed');
  const due = dueHandlers(plans);
  return {
    jobs: createJobs({
      queue: db.queue,
      handlers: createJobHandlers({ db, issuer: new URL(issuer), plans, notifier, tellApplication, onLost }),
      clock,
      onProblem: (problem) => logger.warn({ err: problem }, 'the queue has a problem'),
    }),
    sweep: (now) => sweep({ db, handlers: due, onFailure, pace: dutyCycle50 }, now),
    extendChains: () => extendChains(db.chains),
  };
}

/** Each try that an application did not take leaves a line; what is given up leaves an event as well. */
function loggingFailures(tell: TellApplication, logger: Logger): TellApplication {
  return async (delivery) => {
    try {
      await tell(delivery);
    } catch (error) {
      const reason = error instanceof NotDelivered ? error.message : 'unexpected';
      logger.warn({ client: delivery.clientId, reason }, 'a sign-out was not delivered');
      throw error;
    }
  };
}

/** Does both regularly until it is stopped; apart from each other, since due work may go on for minutes. */
export function keepHouse(
  { sweep, extendChains }: Pick<BackgroundWork, 'sweep' | 'extendChains'>,
  logger: Logger,
): () => void {
  const stopSweeping = regularly(async () => {
    await sweep(new Date()).catch((error) => logger.warn({ err: error }, 'the sweep failed'));
  });
  const stopChaining = regularly(async () => {
    await extendChains().catch((error) => logger.warn({ err: error }, 'events were not chained'));
  });
  return () => {
    stopSweeping();
    stopChaining();
  };
}

/** A failure is noted and tried again at the next turn; turns never overlap. */
function regularly(work: () => Promise<void>): () => void {
  let isAtWork = false;
  const turn = async () => {
    if (isAtWork) return;
    isAtWork = true;
    await work();
    isAtWork = false;
  };
  const timer = setInterval(() => void turn(), housekeepingEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
