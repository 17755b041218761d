import type { Visit } from '../../areas/area-page.ts';

/** In how many browsers somebody is signed in. */
export interface SessionCount {
  readonly count: number;
  readonly hasMore: boolean;
}

const countedSessions = 100;

export async function countSessions({ deps, now }: Visit, userId: string): Promise<SessionCount> {
  const page = { after: null, limit: countedSessions + 1 };
  const { length } = await deps.operations.db.sessions.ofUser(userId, page, now);
  return { count: Math.min(length, countedSessions), hasMore: length > countedSessions };
}
