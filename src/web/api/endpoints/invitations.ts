import { z } from 'zod';
import { count, email, word } from '../../../documents/fields.ts';
import type { Invitation } from '../../../organizations/core/organization.ts';
import { invitationLanguage, invite } from '../../../organizations/invitations/invite.ts';
import { resendInvitation, revokeInvitation } from '../../../organizations/invitations/pending-invitation.ts';
import { issueInviteeTicket } from '../../../organizations/members/issue-ticket.ts';
import { type ApiRequest, endpoint } from '../access/endpoint.ts';
import { administrators } from '../access/endpoint-access.ts';
import { emailField, idField, instantField, ticketSchema } from '../answers/answer-fields.ts';
import { pageOf, pageQuery, toPage } from '../dialects/own/pages.ts';
import { cursorOf, instantPart, uuidPart } from '../input/cursors.ts';

const role = word(['owner', 'admin', 'member']);

/** A pending invitation; its link is for the mailbox alone. */
const invitationSchema = z
  .object({
    id: idField,
    email: emailField,
    role,
    created_at: instantField,
    expires_at: instantField,
  })
  .meta({ id: 'Invitation' });

const inviteBody = z.strictObject({
  email,
  role: role.default('member'),
  /** Seats to add in the same step. */
  add_seats: count(1, 10_000).optional(),
});

const pending = cursorOf<Pick<Invitation, 'createdAt' | 'id'>>({ createdAt: instantPart, id: uuidPart });

const listInvitations = endpoint({
  method: 'GET',
  path: '/organizations/{slug}/invitations',
  operationId: 'listInvitations',
  summary: 'Pending invitations, oldest first',
  access: administrators(),
  query: z.strictObject(pageQuery(pending)),
  status: 200,
  answer: pageOf(invitationSchema),
  refusals: ['not_found', 'not_allowed'],
  async handle({ deps, query: { limit, cursor = null }, now, administered }) {
    const { organization } = administered();
    const page = { after: cursor, limit: limit + 1 };
    const found = await deps.operations.db.invitations.page(organization.id, page, now);
    return { body: toPage(found, { cursor: pending, limit, keyOf: (each) => each, itemOf: documentOf }) };
  },
});

const createInvitation = endpoint({
  method: 'POST',
  path: '/organizations/{slug}/invitations',
  operationId: 'invite',
  summary:
    'Invites by e-mail, with add_seats raising the seats in the same step; a pending one gets a new link',
  access: administrators('where_it_loosens'),
  body: inviteBody,
  status: 201,
  answer: invitationSchema,
  refusals: [
    'no_free_seat',
    'already_member',
    'notification_address',
    'not_found',
    'not_allowed',
    'mfa_required',
    'too_many_attempts',
  ],
  async handle(request) {
    const { deps, body, language, administered } = request;
    const { organization, acting } = administered();
    const wanted = {
      organizationId: organization.id,
      email: body.email,
      role: body.role,
      addSeats: body.add_seats ?? 0,
      language: invitationLanguage(organization, language),
    };
    return { body: documentOf(await invite(deps.operations, acting, wanted)) };
  },
});

const removeInvitation = endpoint({
  method: 'DELETE',
  path: '/organizations/{slug}/invitations/{id}',
  operationId: 'revokeInvitation',
  summary: 'Withdraws an invitation and frees its seat',
  access: administrators(),
  status: 204,
  answer: null,
  refusals: ['not_found', 'not_allowed'],
  async handle(request) {
    const { deps, administered } = request;
    await revokeInvitation(deps.operations, administered().acting, nameOf(request));
    return {};
  },
});

const resend = endpoint({
  method: 'POST',
  path: '/organizations/{slug}/invitations/{id}/resend',
  operationId: 'resendInvitation',
  summary: 'Mails a new link, which replaces the old one',
  access: administrators('where_it_loosens'),
  status: 200,
  answer: invitationSchema,
  refusals: ['invitation_expired', 'not_found', 'not_allowed', 'mfa_required', 'too_many_attempts'],
  async handle(request) {
    const { deps, language, administered } = request;
    const { organization, acting } = administered();
    const wanted = { ...nameOf(request), language: invitationLanguage(organization, language) };
    return { body: documentOf(await resendInvitation(deps.operations, acting, wanted)) };
  },
});

const ticket = endpoint({
  method: 'POST',
  path: '/organizations/{slug}/invitations/{id}/ticket',
  operationId: 'issueInvitationTicket',
  secrets: ['code'],
  summary: 'A code, shown once, that an invited person with an account is handed to set up a first factor',
  access: administrators('always'),
  status: 201,
  answer: ticketSchema,
  refusals: ['mfa_required', 'not_found', 'invitation_expired', 'not_managed_here', 'not_allowed'],
  async handle(request) {
    const { deps, administered } = request;
    const { acting } = administered();
    const { code, expiresAt } = await issueInviteeTicket(deps.operations.db, acting, nameOf(request));
    return { body: { code, expires_at: expiresAt.toISOString() } };
  },
});

function nameOf({ params, administered }: ApiRequest<unknown, unknown>) {
  return { organizationId: administered().organization.id, id: params.id ?? '' };
}

function documentOf({ id, email: address, role: given, createdAt, expiresAt }: Invitation) {
  return {
    id,
    email: address,
    role: given,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}

export const invitationEndpoints = [listInvitations, createInvitation, removeInvitation, resend, ticket];
