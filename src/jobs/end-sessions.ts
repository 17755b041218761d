import type { Outbox } from './outbox.ts';
import type { LogoutDelivery } from './queue.ts';

/** Sessions of the provider that an epoch has ended already. */
export interface EndedSessionStore {
  /**
   * Removes up to `limit` sessions of users that belong to an older epoch than their present one, with the grants and
   * tokens that came from them. Sessions that another server is removing are passed over.
   * @returns how many were removed, and the applications that want to be told
   */
  remove(
    userIds: readonly string[],
    limit: number,
  ): Promise<{ readonly removed: number; readonly deliveries: readonly LogoutDelivery[] }>;
  /** The applications that want to be told when this session of the provider ends. */
  applicationsOf(session: Readonly<Record<string, unknown>>): Promise<readonly LogoutDelivery[]>;
}

interface EndingStores {
  readonly endedSessions: EndedSessionStore;
  readonly outbox: Outbox;
}

/** Sessions removed in one transaction. */
const batchSize = 100;

/**
 * Removes what the present epochs of users refuse already, and queues a delivery for each application of each removed
 * session in the same transaction: so it may be stopped and done again, and every application is told once.
 */
export async function endSessions(
  db: { transaction<Result>(work: (stores: EndingStores) => Promise<Result>): Promise<Result> },
  userIds: readonly string[],
): Promise<void> {
  for (let removed = batchSize; removed === batchSize; ) {
    removed = await db.transaction(async ({ endedSessions, outbox }) => {
      const batch = await endedSessions.remove(userIds, batchSize);
      await outbox.tellApplications(batch.deliveries);
      return batch.removed;
    });
  }
}
