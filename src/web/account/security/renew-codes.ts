import { renewRecoveryCodes } from '../../../self-service/renew-recovery-codes.ts';
import { oneself } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done } from '../../areas/area-page.ts';
import { newCodesPath } from './recovery-codes.ts';

/** Before new codes are made: the old ones are invalidated (D37). */
export const renewCodesPage: AreaPage<AreaFrame & { readonly left: number }> = {
  area: 'account/security',
  name: 'renew-codes',
  path: '/account/security/recovery-codes/new',
  tab: 'security',
  access: oneself(),
  actions: ['continue'],
  content: ({ caller }) => ({ left: caller.person.recoveryCodesLeft }),
  async submit(visit): Promise<Done> {
    const codes = await renewRecoveryCodes(visit.deps.operations, visit.myself());
    return { to: newCodesPath, keep: { shown: codes.join(' ') } };
  },
};
