import { removeMember } from '../../../organizations/members/remove-member.ts';
import { consolePath } from '../../areas/area.ts';
import type { AreaPage, Done } from '../../areas/area-page.ts';
import { listedOf, nameOf, room, type SubjectModel, subjectOf, targetOf, titled } from './subject.ts';

/** What follows from removing a member, before it is done (D22). */
export interface RemoveModel extends SubjectModel {
  readonly isManaged: boolean;
}

export const removePage: AreaPage<RemoveModel> = {
  ...room,
  name: 'remove',
  head: titled('remove'),
  path: '/console/:slug/members/:id/remove',
  async content(visit) {
    const member = await listedOf(visit);
    return { ...subjectOf(visit, member), isManaged: member.isManaged };
  },
  async submit(visit): Promise<Done> {
    const name = nameOf(await listedOf(visit));
    const { organization, acting } = visit.administered();
    await removeMember(visit.deps.operations, acting, targetOf(visit));
    const notice = { key: 'console/members.remove.done', values: { name } };
    return { to: `${consolePath(organization.slug)}/members`, notice };
  },
};
