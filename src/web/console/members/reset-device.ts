import { savedPolicy } from '../../../organizations/core/saved-policy.ts';
import { resetDevice } from '../../../organizations/resets/reset-device.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import type { AreaPage, Done, Visit } from '../../areas/area-page.ts';
import {
  barredFromAccount,
  describedOf,
  memberPath,
  nameOf,
  room,
  type SubjectModel,
  subjectOf,
  targetOf,
  titled,
} from './subject.ts';

/** What ends where somebody has lost their device (L8). */
export interface ResetDeviceModel extends SubjectModel {
  readonly sessions: number;
  /** Whether they need a ticket then, to set up another. */
  readonly needsTicket: boolean;
}

export const resetDevicePage: AreaPage<ResetDeviceModel> = {
  ...room,
  name: 'reset-device',
  head: titled('reset-device'),
  path: '/console/:slug/members/:id/reset-device',
  access: administrators('where_it_loosens'),
  async content(visit) {
    const { member, use } = await describedOf(visit);
    return {
      ...subjectOf(visit, member),
      barred: barredFromAccount(visit, member),
      sessions: use?.liveSessions ?? 0,
      needsTicket: needsTicket(visit),
    };
  },
  async submit(visit): Promise<Done> {
    const { acting } = visit.administered();
    const member = await resetDevice(visit.deps.operations, acting, targetOf(visit));
    const notice = { key: 'console/members.reset-device.done', values: { name: nameOf(member) } };
    const path = memberPath(visit);
    return { to: needsTicket(visit) ? `${path}/ticket` : path, notice };
  },
};

function needsTicket({ administered }: Visit): boolean {
  const policy = savedPolicy(administered().organization);
  return policy !== 'unreadable' && policy.enrollmentProof === 'ticket';
}
