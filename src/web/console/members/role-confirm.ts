import type { Role } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import type { AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { giveRole, roleIn } from './role.ts';
import { listedOf, nameOf, room, type SubjectModel, subjectOf, titled } from './subject.ts';

/** A lower role takes rights away: what that comes to. */
export interface RoleConfirmModel extends SubjectModel {
  readonly after: { readonly role: Role };
}

export const roleConfirmPage: AreaPage<RoleConfirmModel> = {
  ...room,
  name: 'role-confirm',
  head: titled('role-confirm'),
  path: '/console/:slug/members/:id/role/confirm',
  async content(visit) {
    return { ...subjectOf(visit, await listedOf(visit)), after: { role: chosenRole(visit) } };
  },
  async submit(visit): Promise<Done> {
    const name = nameOf(await listedOf(visit));
    return giveRole(visit, { role: chosenRole(visit), name });
  },
};

/** @throws Refusal `not_found` where nothing was chosen on the page before */
function chosenRole({ form }: Visit): Role {
  const role = roleIn(form);
  if (role === null) throw new Refusal('not_found');
  return role;
}
