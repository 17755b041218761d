import type { AnyAreaPage } from '../../areas/area-page.ts';
import { invitationTicketPage } from './invitation-ticket.ts';
import { invitationsPage } from './invitations.ts';
import { invitationsCheckPage } from './invitations-check.ts';
import { invitationsExportPage } from './invitations-export.ts';
import { invitationsRevokePage } from './invitations-revoke.ts';
import { invitationsSeatsPage } from './invitations-seats.ts';

/** Invitations and seats. */
export const invitationPages: readonly AnyAreaPage[] = [
  invitationsPage,
  invitationsCheckPage,
  invitationsRevokePage,
  invitationsSeatsPage,
  invitationsExportPage,
  invitationTicketPage,
];
