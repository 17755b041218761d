import { z } from 'zod';
import { slug } from '../../../../documents/fields.ts';
import type { InvitationOffer } from '../../../../organizations/invitations/invitation-store.ts';
import { joinableBy, joinByDomain } from '../../../../self-service/join-by-domain.ts';
import { acceptOwnInvitation, ownInvitations } from '../../../../self-service/own-invitations.ts';
import { endpoint } from '../../access/endpoint.ts';
import { oneself } from '../../access/endpoint-access.ts';
import { idField, instantField, roleField } from '../../answers/answer-fields.ts';
import { pageOf, wholePage } from '../../dialects/own/pages.ts';
import { myselfOf } from '../../input/self-service-context.ts';
import { namedOrganization } from './document.ts';

const organizationSchema = z.object({ slug: z.string(), name: z.string() });

const listJoinable = endpoint({
  method: 'GET',
  path: '/me/joinable-organizations',
  operationId: 'listJoinableOrganizations',
  summary: 'Organizations that the caller may join by the domain of the e-mail address',
  access: oneself(),
  status: 200,
  answer: pageOf(organizationSchema),
  async handle({ deps, me }) {
    const found = await joinableBy(deps.operations.db, me().person);
    return { body: wholePage(found === null ? [] : [{ slug: found.slug, name: found.name }]) };
  },
});

const join = endpoint({
  method: 'POST',
  path: '/me/memberships',
  operationId: 'joinOrganization',
  summary:
    'Joins an organization by the domain of the e-mail address; it takes a seat, and what its policy asks first',
  access: oneself(),
  body: z.strictObject({ organization: slug }),
  status: 201,
  answer: organizationSchema.extend({ role: z.string() }),
  refusals: ['not_found', 'no_free_seat', 'mfa_required'],
  async handle(request) {
    const { deps, body } = request;
    const { organization, member } = await joinByDomain(
      deps.operations,
      myselfOf(request),
      body.organization,
    );
    return { body: { slug: organization.slug, name: organization.name, role: member.role } };
  },
});

const offerSchema = z
  .object({
    id: idField,
    organization: namedOrganization,
    role: roleField,
    created_at: instantField,
    expires_at: instantField,
  })
  .meta({ id: 'OwnInvitation' });

const listInvitations = endpoint({
  method: 'GET',
  path: '/me/invitations',
  operationId: 'listMyInvitations',
  summary: 'Open invitations to the verified e-mail address of the caller, without their links',
  access: oneself(),
  status: 200,
  answer: pageOf(offerSchema),
  async handle({ deps, me, now }) {
    const offers = await ownInvitations(deps.operations.db, me().person, now);
    return { body: wholePage(offers.map(offerDocument)) };
  },
});

const accept = endpoint({
  method: 'POST',
  path: '/me/invitations/{id}/accept',
  operationId: 'acceptMyInvitation',
  summary:
    'Accepts one of them, as its link does, with what its organization asks first proven in this session',
  access: oneself(),
  status: 201,
  answer: organizationSchema.extend({ role: z.string() }),
  refusals: ['not_found', 'invitation_expired', 'mfa_required'],
  async handle(request) {
    const { deps, params } = request;
    const joined = await acceptOwnInvitation(deps.operations, myselfOf(request), params.id ?? '');
    const { slug: joinedSlug, name } = joined.organization;
    return { body: { slug: joinedSlug, name, role: joined.role } };
  },
});

function offerDocument({ id, organization, role, createdAt, expiresAt }: InvitationOffer) {
  const times = { created_at: createdAt.toISOString(), expires_at: expiresAt.toISOString() };
  return { id, organization, role, ...times };
}

export const myMembershipEndpoints = [listJoinable, join, listInvitations, accept];
