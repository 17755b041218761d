import { endPersonSessions } from '../../../people/accounts/end-person-sessions.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage } from '../../areas/area-page.ts';
import { operatorDeed } from '../../areas/operator-deed.ts';
import { refusalInWords } from '../../words/refusals.ts';
import { countSessions, type SessionCount } from './count-sessions.ts';
import { personMeant, userPath } from './found-person.ts';

/** What follows when all sessions of somebody are ended, before it is done. */
export interface UserSessionsModel extends AreaFrame {
  readonly id: string;
  readonly person: string;
  readonly email: string;
  readonly sessions: SessionCount;
  /** Then the operator signs in anew as well. */
  readonly isOwn: boolean;
}

const place = 'operator/users.user-sessions';

export const userSessionsPage: AreaPage<UserSessionsModel> = {
  area: 'operator/users',
  name: 'user-sessions',
  path: '/operator/users/:user/sessions',
  tab: 'users',
  access: operatorOnly,
  actions: ['continue'],
  head: (words, { person, problem }) => ({
    title: words.say(`${place}.title`, { person }),
    problem: problem && refusalInWords(words, place, problem),
  }),
  async content(visit) {
    const { id, email, name } = (await personMeant(visit)).user;
    const sessions = await countSessions(visit, id);
    return { id, email, person: name ?? email, sessions, isOwn: visit.caller.id === id };
  },
  async submit(visit) {
    const person = await personMeant(visit);
    const { id, email } = person.user;
    await endPersonSessions(visit.deps.operations.db, operatorDeed(visit), id);
    return { to: userPath(person), notice: { key: `${place}.done`, values: { email } } };
  },
};
