import { Refusal } from '../../refusal/refusal.ts';
import { leaveOrganization } from '../../self-service/leave-organization.ts';
import { oneself } from '../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage } from '../areas/area-page.ts';
import { type Leaving, leavingOf, membershipIn } from './organizations.ts';

/** What follows from leaving an organization, before it is done. */
export interface OrganizationLeaveModel extends AreaFrame {
  readonly organization: string;
  readonly state: Leaving;
}

export const organizationLeavePage: AreaPage<OrganizationLeaveModel> = {
  area: 'account',
  name: 'organization-leave',
  path: '/account/organizations/:slug/leave',
  tab: 'organizations',
  access: oneself(),
  actions: ['continue'],
  async content(visit) {
    const membership = membershipIn(visit.caller.person, visit.ctx.params.slug);
    if (membership === null) throw new Refusal('not_found');
    return { organization: membership.organization.name, state: await leavingOf(visit, membership) };
  },
  async submit(visit) {
    const { deps, ctx, caller } = visit;
    const slug = ctx.params.slug ?? '';
    await leaveOrganization(deps.operations.db, visit.myself(), slug);
    const organization = membershipIn(caller.person, slug)?.organization.name ?? slug;
    const notice = { key: 'account.organization-leave.left', values: { organization } };
    return { to: '/account/organizations', notice };
  },
};
