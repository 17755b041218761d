import { changeMember } from '../../../organizations/members/change-member.ts';
import type { AreaPage, Done } from '../../areas/area-page.ts';
import type { Head } from '../../pages/page.ts';
import { refusalInWords } from '../../words/refusals.ts';
import { reasonIn } from './exemption.ts';
import { listedOf, memberPath, nameOf, room, type SubjectModel, subjectOf, targetOf } from './subject.ts';

/** Before a member is suspended or let in again. */
export interface SuspensionModel extends SubjectModel {
  readonly reason: string;
}

const place = 'console/members.suspension';

/** Each is posted for itself: whoever reads an old page does not undo what was done since. */
export const suspensionPage: AreaPage<SuspensionModel> = {
  ...room,
  name: 'suspension',
  head: (words, { member, problem }): Head => ({
    title: words.say(`${place}.${member.suspended === null ? 'title' : 'title-reinstate'}`, {
      name: nameOf(member),
    }),
    problem: problem && refusalInWords(words, place, problem),
  }),
  path: '/console/:slug/members/:id/suspension',
  actions: ['suspend', 'reinstate'],
  content: async (visit) => ({
    ...subjectOf(visit, await listedOf(visit)),
    reason: visit.form.reason ?? '',
  }),
  async submit(visit): Promise<Done> {
    const suspended = visit.form.action !== 'reinstate';
    const change = { suspended, reason: reasonIn(visit) };
    const { acting } = visit.administered();
    const changed = await changeMember(visit.deps.operations, acting, { ...targetOf(visit), change });
    const key = `${place}.${suspended ? 'suspended' : 'reinstated'}`;
    return { to: memberPath(visit), notice: { key, values: { name: nameOf(changed) } } };
  },
};
