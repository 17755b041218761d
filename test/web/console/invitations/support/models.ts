import type { InvitationTicketModel } from '../../../../../src/web/console/invitations/invitation-ticket.ts';
import type { InvitationsModel } from '../../../../../src/web/console/invitations/invitations.ts';
import type { InvitationsCheckModel } from '../../../../../src/web/console/invitations/invitations-check.ts';
import type { InvitationsExportModel } from '../../../../../src/web/console/invitations/invitations-export.ts';
import type { InvitationsRevokeModel } from '../../../../../src/web/console/invitations/invitations-revoke.ts';
import type { InvitationsSeatsModel } from '../../../../../src/web/console/invitations/invitations-seats.ts';
import type { ShownInvitation } from '../../../../../src/web/console/invitations/pending.ts';
import { consoleFrame, midnight } from '../../../support/frames.ts';

const day = 24 * 60 * 60 * 1000;

const href = '/console/acme/invitations';

const form = {
  addresses: '',
  role: 'member',
  mailLanguage: 'en',
  roles: ['member', 'admin', 'owner'],
  languageChoices: [
    { language: 'en', label: 'English' },
    { language: 'nl', label: 'Nederlands' },
  ],
} as const;

const seats = { used: 51, members: 48, invitations: 3, total: 55, free: 4, most: null };

export const invitation: ShownInvitation = {
  id: 'i1',
  email: 'lena.maes@acme.example',
  role: 'member',
  invitedBy: 'Carla Jansen',
  sentAt: midnight - 4 * day,
  expiresAt: midnight + 3 * day,
  mayChange: true,
  isManaged: true,
  isChosen: false,
};

export const invitationsModel: InvitationsModel = {
  ...consoleFrame,
  ...form,
  href,
  seats,
  seatsWanted: '55',
  pending: [
    invitation,
    {
      ...invitation,
      id: 'i2',
      email: 'ines@other.example',
      role: 'admin',
      invitedBy: null,
      isManaged: false,
      isChosen: true,
    },
    { ...invitation, id: 'i3', email: 'otto@acme.example', role: 'owner', mayChange: false },
  ],
  nextHref: `${href}?after=x`,
  isFirst: false,
  expired: [{ email: 'pia@acme.example', role: 'member', at: midnight - 9 * day }],
};

/** Every seat is in use, on a plan that has no more. */
export const fullModel: InvitationsModel = {
  ...invitationsModel,
  seats: { ...seats, used: 55, total: 55, free: 0, most: 55 },
  pending: [],
  nextHref: null,
  isFirst: true,
  expired: [],
};

export const invitationsCheckModel: InvitationsCheckModel = {
  ...consoleFrame,
  ...form,
  addresses: 'nora@acme.example\nann@acme.example',
  href,
  lines: [
    { line: 1, text: 'nora@acme.example', status: 'ready' },
    { line: 2, text: 'ann@acme.example', status: 'already_member' },
    { line: 3, text: 'lena.maes@acme.example', status: 'already_invited' },
    { line: 4, text: 'it@acme.example', status: 'notification_address' },
    { line: 5, text: 'nora@acme.example', status: 'listed_twice' },
  ],
  ready: 1,
  wrong: 0,
  seatsMissing: 3,
  seats,
  canAdd: true,
  needsFreshMfa: true,
};

export const wrongListModel: InvitationsCheckModel = {
  ...invitationsCheckModel,
  lines: [{ line: 1, text: 'nora at acme', status: 'not_an_address' }],
  ready: 0,
  wrong: 1,
  seatsMissing: 0,
};

export const invitationsRevokeModel: InvitationsRevokeModel = {
  ...consoleFrame,
  href,
  invitations: [invitation, { ...invitation, id: 'i2', email: 'ines@other.example', role: 'admin' }],
};

export const invitationsSeatsModel: InvitationsSeatsModel = {
  ...consoleFrame,
  href,
  membersHref: '/console/acme/members',
  seats,
  wanted: 50,
  tooMany: 1,
  members: [
    { id: 'm1', name: 'Bram de Wit', email: 'bram@acme.example', role: 'member', isChosen: false },
    { id: 'm2', name: null, email: 'elif@acme.example', role: 'admin', isChosen: true },
  ],
  invitations: [invitation],
  hasMore: true,
};

export const invitationsExportModel: InvitationsExportModel = { ...consoleFrame, href, count: 3 };

export const invitationTicketModel: InvitationTicketModel = {
  ...consoleFrame,
  href,
  email: 'lena.maes@acme.example',
  state: 'ready',
  ticket: null,
};

export const madeTicketModel: InvitationTicketModel = {
  ...invitationTicketModel,
  ticket: { code: 'K7QM-2XV9-CKPT', until: midnight },
};
