import { invitationTicketPage } from '../../../../../src/web/console/invitations/invitation-ticket.ts';
import { invitationsPage } from '../../../../../src/web/console/invitations/invitations.ts';
import { invitationsCheckPage } from '../../../../../src/web/console/invitations/invitations-check.ts';
import { invitationsExportPage } from '../../../../../src/web/console/invitations/invitations-export.ts';
import { invitationsRevokePage } from '../../../../../src/web/console/invitations/invitations-revoke.ts';
import { invitationsSeatsPage } from '../../../../../src/web/console/invitations/invitations-seats.ts';
import { type FilledPage, filled } from '../../../../../src/web/pages/page.ts';
import {
  fullModel,
  invitationsCheckModel,
  invitationsExportModel,
  invitationsModel,
  invitationsRevokeModel,
  invitationsSeatsModel,
  invitationTicketModel,
  madeTicketModel,
  wrongListModel,
} from './models.ts';

/** Of invitations and seats. */
export const invitationSamples: readonly FilledPage[] = [
  filled(invitationsPage, invitationsModel),
  filled(invitationsPage, fullModel),
  filled(invitationsCheckPage, invitationsCheckModel),
  filled(invitationsCheckPage, wrongListModel),
  filled(invitationsCheckPage, { ...invitationsCheckModel, canAdd: false }),
  filled(invitationsRevokePage, invitationsRevokeModel),
  filled(invitationsSeatsPage, invitationsSeatsModel),
  filled(invitationsSeatsPage, { ...invitationsSeatsModel, wanted: 60, tooMany: 0 }),
  filled(invitationsExportPage, invitationsExportModel),
  filled(invitationTicketPage, invitationTicketModel),
  filled(invitationTicketPage, { ...invitationTicketModel, state: 'not_managed' }),
  filled(invitationTicketPage, madeTicketModel),
];
