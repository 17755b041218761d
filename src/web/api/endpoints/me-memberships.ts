import { z } from 'zod';
import { slug } from '../../../documents/fields.ts';
import { joinableBy, joinByDomain } from '../../../self-service/join-by-domain.ts';
import { endpoint } from '../access/endpoint.ts';
import { oneself } from '../access/endpoint-access.ts';
import { pageOf, wholePage } from '../dialects/own/pages.ts';
import { myselfOf } from '../input/self-service-context.ts';

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

export const myMembershipEndpoints = [listJoinable, join];
