import { Refusal } from '../../refusal/refusal.ts';
import { withdrawApplication } from '../../self-service/access/own-applications.ts';
import { oneself } from '../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../areas/area-page.ts';
import { refusalInWords } from '../words/refusals.ts';
import { type ShownApplication, shownApplications } from './applications.ts';

/** What ends when an application is not allowed anything any more. */
export interface ApplicationWithdrawModel extends AreaFrame {
  readonly application: string;
  readonly scopes: readonly string[];
}

const place = 'account.application-withdraw';

export const applicationWithdrawPage: AreaPage<ApplicationWithdrawModel> = {
  area: 'account',
  name: 'application-withdraw',
  path: '/account/applications/:client/withdraw',
  tab: 'applications',
  access: oneself(),
  actions: ['continue'],
  head: (words, { application, problem }) => ({
    title: words.say(`${place}.title`, { client: application }),
    problem: problem && refusalInWords(words, place, problem),
  }),
  async content(visit) {
    const { application, scopes } = await applicationMeant(visit);
    return { application, scopes };
  },
  async submit(visit) {
    const { id, application } = await applicationMeant(visit);
    await withdrawApplication(visit.deps.operations.db, visit.myself(), id);
    const notice = { key: `${place}.withdrawn`, values: { client: application } };
    return { to: '/account/applications', notice };
  },
};

/** Nothing was agreed to where nobody was asked. @throws Refusal `not_found` */
async function applicationMeant(visit: Visit): Promise<ShownApplication> {
  const { consented } = await shownApplications(visit);
  const found = consented.find(({ id }) => id === visit.ctx.params.client);
  if (found === undefined) throw new Refusal('not_found');
  return found;
}
