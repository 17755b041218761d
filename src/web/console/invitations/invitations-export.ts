import { exportInvitations } from '../../../organizations/exports/invitation-csv.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage } from '../../areas/area-page.ts';
import { invitationsPath } from './pending.ts';

/** Pending invitations as a file. */
export interface InvitationsExportModel extends AreaFrame {
  readonly href: string;
  readonly count: number;
}

export const invitationsExportPage: AreaPage<InvitationsExportModel> = {
  area: 'console/invitations',
  name: 'invitations-export',
  path: '/console/:slug/invitations/export',
  tab: 'invitations',
  access: administrators('where_it_loosens'),
  actions: ['continue'],
  async content(visit) {
    const { organization } = visit.administered();
    const count = await visit.deps.operations.db.invitations.count(organization.id, visit.now);
    return { href: invitationsPath(visit), count };
  },
  async submit(visit) {
    const { organization, acting } = visit.administered();
    const body = await exportInvitations(visit.deps.operations, acting, organization.id);
    return { file: { name: `${organization.slug}-invitations.csv`, body } };
  },
};
