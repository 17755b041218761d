import { rolesFrom } from '../../../organizations/core/admin-context.ts';
import { changeMember } from '../../../organizations/members/change-member.ts';
import type { Role } from '../../../policy/facts.ts';
import type { AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { FieldRefused } from '../../areas/field-refused.ts';
import type { Form } from '../../forms/form.ts';
import {
  listedOf,
  memberPath,
  nameOf,
  room,
  type SubjectModel,
  subjectOf,
  targetOf,
  titled,
} from './subject.ts';

/** Another role for a member. */
export interface RoleModel extends SubjectModel {
  /** Those that the person may give, the lowest first. */
  readonly roles: readonly { readonly role: Role }[];
  readonly chosen: { readonly role: Role };
}

/** The lowest first. */
const roles = rolesFrom('member');

export const rolePage: AreaPage<RoleModel> = {
  ...room,
  name: 'role',
  head: titled('role'),
  path: '/console/:slug/members/:id/role',
  async content(visit) {
    const listed = await listedOf(visit);
    const { admin } = visit.administered().acting;
    const may = roles.filter((role) => admin === null || rolesFrom(role).includes(admin.role));
    return {
      ...subjectOf(visit, listed),
      roles: may.map((role) => ({ role })),
      chosen: { role: roleIn(visit.form) ?? listed.member.role },
    };
  },
  async submit(visit): Promise<Done> {
    const role = roleIn(visit.form);
    if (role === null) throw new FieldRefused('role', 'field_empty');
    const listed = await listedOf(visit);
    const isLower = roles.indexOf(role) < roles.indexOf(listed.member.role);
    // What takes rights away is asked once more.
    if (isLower) return { to: `${memberPath(visit)}/role/confirm`, keep: { role } };
    return giveRole(visit, { role, name: nameOf(listed) });
  },
};

export function roleIn({ role: said }: Form): Role | null {
  return roles.find((role) => role === said) ?? null;
}

export async function giveRole(
  visit: Visit,
  { role, name }: { readonly role: Role; readonly name: string },
): Promise<Done> {
  const change = { ...targetOf(visit), change: { role } };
  await changeMember(visit.deps.operations, visit.administered().acting, change);
  return { to: memberPath(visit), notice: { key: `console/members.role.done.${role}`, values: { name } } };
}
