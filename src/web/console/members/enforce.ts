import { changeMember } from '../../../organizations/members/change-member.ts';
import { forecastOverride, type OverrideForecast } from '../../../organizations/members/forecast-override.ts';
import type { AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { reasonIn } from './exemption.ts';
import { overrideIn } from './override.ts';
import {
  describedOf,
  memberPath,
  nameOf,
  room,
  type SubjectModel,
  subjectOf,
  targetOf,
  titled,
} from './subject.ts';

/** What enforcing a member again comes to, before it is done (T20, T21). */
export interface EnforceModel extends SubjectModel, OverrideForecast {
  readonly after: { readonly override: 'required' | 'inherit' };
  readonly reason: string;
  /** Null where the organization does not manage the account. */
  readonly sessions: number | null;
}

export const enforcePage: AreaPage<EnforceModel> = {
  ...room,
  name: 'enforce',
  head: titled('enforce'),
  path: '/console/:slug/members/:id/enforce',
  async content(visit) {
    const { member, use } = await describedOf(visit);
    const { deps, now } = visit;
    const { organization } = visit.administered();
    const { db, plans } = deps.operations;
    const override = chosen(visit);
    const asked = { userId: member.member.userId, override };
    return {
      ...subjectOf(visit, member),
      ...(await forecastOverride(db, { organization, plans, now }, asked)),
      after: { override },
      reason: visit.form.reason ?? '',
      sessions: use?.liveSessions ?? null,
    };
  },
  async submit(visit): Promise<Done> {
    const override = chosen(visit);
    const change = { override, reason: reasonIn(visit) };
    const { acting } = visit.administered();
    const changed = await changeMember(visit.deps.operations, acting, { ...targetOf(visit), change });
    const notice = { key: `console/members.enforce.done.${override}`, values: { name: nameOf(changed) } };
    return { to: memberPath(visit), notice };
  },
};

/** Read by itself it requires. */
function chosen({ form }: Visit): 'required' | 'inherit' {
  return overrideIn(form) === 'inherit' ? 'inherit' : 'required';
}
