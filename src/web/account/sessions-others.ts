import { endOtherOwnSessions } from '../../self-service/own-sessions.ts';
import { oneself } from '../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../areas/area-page.ts';
import { ownSessionsUpTo } from './sessions.ts';

/** Signing out everywhere else is asked once more, with how many that are. */
export interface SessionsOthersModel extends AreaFrame {
  readonly others: number;
}

/** Sessions end after 30 days: nobody has more. */
const countedSessions = 10_000;

export const sessionsOthersPage: AreaPage<SessionsOthersModel> = {
  area: 'account',
  name: 'sessions-others',
  path: '/account/sessions/others',
  tab: 'sessions',
  access: oneself(),
  actions: ['continue'],
  content: async (visit) => ({ others: await countOthers(visit) }),
  async submit(visit) {
    const count = await countOthers(visit);
    await endOtherOwnSessions(visit.deps.operations.db, visit.myself());
    return { to: '/account/sessions', notice: { key: 'account.sessions-others.ended', values: { count } } };
  },
};

async function countOthers(visit: Visit): Promise<number> {
  const sessions = await ownSessionsUpTo(visit, countedSessions);
  return sessions.filter(({ isCurrent }) => !isCurrent).length;
}
