import { managingInviter } from '../../../organizations/joining/joining.ts';
import { issueInviteeTicket } from '../../../organizations/members/issue-ticket.ts';
import type { Instant } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import { keptMarker } from '../../areas/area-frame.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { keepTicket, keptTicket } from '../../areas/kept-ticket.ts';
import { invitationsPath } from './pending.ts';

/** A ticket for somebody who is invited, before it is made and once it was. */
export interface InvitationTicketModel extends AreaFrame {
  readonly href: string;
  readonly email: string;
  /** `ready`: nothing stands in the way. Of an address that is not managed here nobody learns whether it has an account. */
  readonly state: 'ready' | 'not_managed' | 'no_account';
  /** Shown to the session that made it, for ten minutes; null before. */
  readonly ticket: { readonly code: string; readonly until: Instant } | null;
}

export const invitationTicketPage: AreaPage<InvitationTicketModel> = {
  area: 'console/invitations',
  name: 'invitation-ticket',
  path: '/console/:slug/invitations/:id/ticket',
  tab: 'invitations',
  access: administrators('where_it_loosens'),
  actions: ['continue'],
  keepsMore: true,
  async content(visit) {
    const { email } = await invitationOf(visit);
    const kept = visit.ctx.query[keptMarker] === undefined ? null : await keptTicket(visit);
    const ticket = kept && { code: kept.code, until: kept.until };
    return { href: invitationsPath(visit), email, state: await stateOf(visit, email), ticket };
  },
  submit,
};

async function submit(visit: Visit): Promise<Done> {
  const { organization, acting } = visit.administered();
  const { id } = await invitationOf(visit);
  const name = { organizationId: organization.id, id };
  const keep = keepTicket(await issueInviteeTicket(visit.deps.operations.db, acting, name));
  return { to: `${invitationsPath(visit)}/${id}/ticket`, keep };
}

/** As the operation will see it. */
async function stateOf(
  { deps, now, ...visit }: Visit,
  email: string,
): Promise<InvitationTicketModel['state']> {
  const { db } = deps.operations;
  const isManaged = (await managingInviter(db, email, now)) === visit.administered().organization.id;
  if (!isManaged) return 'not_managed';
  return (await db.people.byEmail(email)) === null ? 'no_account' : 'ready';
}

/** @throws Refusal `not_found` */
async function invitationOf({ deps, ctx, now, ...visit }: Visit) {
  const { id } = visit.administered().organization;
  const invitation = await deps.operations.db.invitations.find(id, ctx.params.id ?? '');
  if (invitation === null || invitation.expiresAt <= now) throw new Refusal('not_found');
  return invitation;
}
