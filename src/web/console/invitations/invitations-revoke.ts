import { findInvitations, revokeInvitations } from '../../../organizations/bulk/change-invitations.ts';
import type { Invitation } from '../../../organizations/core/organization.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import {
  invitationsPath,
  pickedIds,
  rolesToGive,
  type ShownInvitation,
  shownInvitations,
} from './pending.ts';

/** What follows from revoking invitations, before it is done. */
export interface InvitationsRevokeModel extends AreaFrame {
  readonly href: string;
  readonly invitations: readonly ShownInvitation[];
}

export const invitationsRevokePage: AreaPage<InvitationsRevokeModel> = {
  area: 'console/invitations',
  name: 'invitations-revoke',
  path: '/console/:slug/invitations/revoke',
  tab: 'invitations',
  access: administrators(),
  actions: ['continue'],
  async content(visit) {
    const chosen = await chosenOf(visit);
    return { href: invitationsPath(visit), invitations: await shownInvitations(visit, chosen) };
  },
  submit,
};

async function submit(visit: Visit): Promise<Done> {
  const chosen = await chosenOf(visit);
  const { organization, acting } = visit.administered();
  const ids = chosen.map(({ id }) => id);
  const { done } = await revokeInvitations(visit.deps.operations, acting, {
    organizationId: organization.id,
    ids,
  });
  const notice = { key: 'console/invitations.invitations.revoked', values: { count: done.length } };
  return { to: invitationsPath(visit), notice };
}

/** Those that are still there, and not above one's own role. @throws Refusal `not_found` for none */
async function chosenOf(visit: Visit): Promise<readonly Invitation[]> {
  const { organization, acting } = visit.administered();
  const wanted = { organizationId: organization.id, ids: pickedIds(visit.form) };
  const found = await findInvitations(visit.deps.operations.db, wanted);
  const chosen = found.filter(({ role }) => rolesToGive(acting).includes(role));
  if (chosen.length === 0) throw new Refusal('not_found');
  return chosen;
}
