import { checkRecoveryCode } from '../../../self-service/check-recovery-code.ts';
import { oneself } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done } from '../../areas/area-page.ts';
import { about, filledIn } from '../../areas/field-refused.ts';
import { securityPage } from './security.ts';

/** Whether a code is still at hand (D38); it stays unused. */
export const checkCodesPage: AreaPage<AreaFrame> = {
  area: 'account/security',
  name: 'check-codes',
  path: '/account/security/recovery-codes/check',
  tab: 'security',
  access: oneself(),
  actions: ['continue'],
  content: () => ({}),
  async submit(visit): Promise<Done> {
    const code = filledIn(visit.form, 'code');
    const work = () => checkRecoveryCode(visit.deps.operations, visit.myself(), code);
    await about({ recovery_code_wrong: 'code' }, work);
    return { to: securityPage.path, notice: { key: 'account/security.check-codes.done', values: {} } };
  },
};
