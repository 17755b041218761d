import { renameAuthenticator } from '../../../self-service/rename-authenticator.ts';
import type { AreaPage, Done } from '../../areas/area-page.ts';
import { about, filledIn } from '../../areas/field-refused.ts';
import { type FactorModel, factorOf, room, titled } from './factor.ts';
import { securityPage } from './security.ts';

export const renameFactorPage: AreaPage<FactorModel> = {
  ...room,
  name: 'rename-factor',
  head: titled('rename-factor'),
  path: '/account/security/factors/:id/rename',
  content: factorOf,
  async submit(visit): Promise<Done> {
    const { id } = factorOf(visit);
    const nickname = filledIn(visit.form, 'nickname');
    const rename = () => renameAuthenticator(visit.deps.operations.db, visit.myself(), { id, nickname });
    const renamed = await about({ name_not_allowed: 'nickname' }, rename);
    const notice = { key: 'account/security.rename-factor.done', values: { name: renamed.nickname } };
    return { to: securityPage.path, notice };
  },
};
