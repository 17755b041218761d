import { ticketSeconds } from '../../../links/enrollment-ticket.ts';
import { issueTicket } from '../../../organizations/members/issue-ticket.ts';
import type { AreaPage, Done } from '../../areas/area-page.ts';
import {
  barredFromAccount,
  listedOf,
  memberPath,
  room,
  type SubjectModel,
  subjectOf,
  targetOf,
  titled,
} from './subject.ts';

/** A code to be handed to a member, with which they set up a first factor. */
export interface TicketModel extends SubjectModel {
  readonly validForSeconds: number;
}

export const ticketPage: AreaPage<TicketModel> = {
  ...room,
  name: 'ticket',
  head: titled('ticket'),
  path: '/console/:slug/members/:id/ticket',
  async content(visit) {
    const listed = await listedOf(visit);
    return {
      ...subjectOf(visit, listed),
      barred: barredFromAccount(visit, listed),
      validForSeconds: ticketSeconds,
    };
  },
  async submit(visit): Promise<Done> {
    const { acting } = visit.administered();
    const { code, expiresAt } = await issueTicket(visit.deps.operations.db, acting, targetOf(visit));
    const keep = { shown: code, until: expiresAt.toISOString() };
    return { to: `${memberPath(visit)}/ticket/code`, keep };
  },
};
