import { beginEnrollment, beginKeyEnrollment } from '../../../self-service/begin-enrollment.ts';
import type { AreaPage, Done } from '../../areas/area-page.ts';
import { type FactorModel, factorOf, room, titled } from './factor.ts';
import { setUpPath } from './security.ts';

/** A new phone: the old app is proven, the new one set up, and the old one goes with it. */
export const replaceFactorPage: AreaPage<FactorModel> = {
  ...room,
  name: 'replace-factor',
  head: titled('replace-factor'),
  path: '/account/security/factors/:id/replace',
  content: factorOf,
  async submit(visit): Promise<Done> {
    const { id, kind, nickname } = factorOf(visit);
    const begin = kind === 'totp' ? beginEnrollment : beginKeyEnrollment;
    const begun = await begin(visit.deps.operations, visit.myself(), nickname);
    return { to: `${setUpPath(begun.id)}?replaces=${id}` };
  },
};
