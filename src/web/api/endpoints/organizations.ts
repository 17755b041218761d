import { z } from 'zod';
import {
  count,
  displayName,
  domain,
  email,
  slug,
  timeZone,
  writtenLanguage,
} from '../../../documents/fields.ts';
import { changeOrganization } from '../../../organizations/profile/change-organization.ts';
import { createOrganization } from '../../../organizations/profile/create-organization.ts';
import { deleteOrganization } from '../../../organizations/profile/delete-organization.ts';
import { checkDomains } from '../../../organizations/profile/domains.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { deedOf } from '../access/deed-of.ts';
import { endpoint } from '../access/endpoint.ts';
import { administrators, operatorOnly } from '../access/endpoint-access.ts';
import { expectedVersion } from '../answers/entity-tags.ts';
import { pageOf, pageQuery, toPage } from '../dialects/own/pages.ts';
import { cursorOf, textPart } from '../input/cursors.ts';
import { answerChanged, organizationDocument, organizationSchema } from './organization.ts';

const changeable = {
  name: displayName.optional(),
  time_zone: timeZone.optional(),
  language: writtenLanguage
    .nullable()
    .describe(
      'of mails to the notification address, and of invitations for which none is chosen; null for that of the owner who is one for the longest, and of whoever invites',
    )
    .optional(),
  notification_email: email.nullable().optional(),
  show_notification_email: z
    .boolean()
    .describe('whether members who lost their second factor read the notification address, to ask there')
    .optional(),
  members_may_leave: z.boolean().optional(),
  join_by_domain: z
    .boolean()
    .describe('whether people with a verified address in one of the domains may join by themselves')
    .optional(),
};

const createBody = z.strictObject({
  slug,
  ...changeable,
  plan: z.string().max(100).optional(),
  seats: count(1, 10_000_000).optional(),
  /** E-mail domains, verified by the operator's word. */
  domains: z.array(domain).max(100).default([]),
});

const changeBody = z.strictObject({
  ...changeable,
  domains: z
    .array(domain)
    .max(100)
    .describe(
      'all of them; a new one is verified by the word of the operator, or by the DNS record of the organization',
    )
    .optional(),
});

const slugs = cursorOf({ slug: textPart });

const listOrganizations = endpoint({
  method: 'GET',
  path: '/organizations',
  operationId: 'listOrganizations',
  summary: 'All organizations, in the order of their slugs',
  access: operatorOnly,
  query: z.strictObject(pageQuery(slugs)),
  status: 200,
  answer: pageOf(organizationSchema),
  async handle({ deps, query: { limit, cursor }, now }) {
    const found = await deps.operations.db.organizations.page(cursor?.slug ?? null, limit + 1);
    const { items, next } = toPage(found, {
      cursor: slugs,
      limit,
      keyOf: (each) => each,
      itemOf: (each) => each,
    });
    const documents = [];
    for (const each of items) documents.push(await organizationDocument(deps, each, now));
    return { body: { items: documents, next } };
  },
});

const create = endpoint({
  method: 'POST',
  path: '/organizations',
  operationId: 'createOrganization',
  version: 'told',
  hasLocation: true,
  summary: 'Creates an organization without members; its first owner is invited',
  access: operatorOnly,
  body: createBody,
  status: 201,
  answer: organizationSchema,
  refusals: ['invalid_document', 'name_not_allowed', 'no_free_seat'],
  async handle({ deps, caller, body, now }) {
    const acting = { ...deedOf({ caller, now }), admin: null };
    const wanted = {
      slug: body.slug,
      plan: body.plan,
      seats: body.seats,
      domains: body.domains,
      ...fieldsOf(body),
    };
    const { headers, body: created } = await answerChanged(deps, now, (operations) =>
      createOrganization(operations, acting, wanted),
    );
    return {
      headers: { ...headers, location: `/api/v1/organizations/${created.slug}` },
      body: created,
    };
  },
});

const change = endpoint({
  method: 'PATCH',
  path: '/organizations/{slug}',
  operationId: 'changeOrganization',
  summary:
    'Changes name, zone, notification address, domains, or whether members may leave or join by themselves',
  access: administrators('where_it_loosens'),
  version: 'checked',
  body: changeBody,
  status: 200,
  answer: organizationSchema,
  refusals: [
    'not_found',
    'not_allowed',
    'invalid_document',
    'mfa_required',
    'name_not_allowed',
    'stale_version',
    'too_many_attempts',
  ],
  async handle({ deps, body, ifMatch, now, administered }) {
    const { organization, acting } = administered();
    const { id: organizationId } = organization;
    const { domains } = body;
    const verdicts =
      domains === undefined
        ? undefined
        : await checkDomains(deps.operations, acting, { organizationId, wanted: domains });
    const change = {
      organizationId,
      fields: fieldsOf(body),
      domains,
      verdicts,
      expectedVersion: expectedVersion(ifMatch, organization),
    };
    return answerChanged(deps, now, (operations) => changeOrganization(operations, acting, change));
  },
});

const remove = endpoint({
  method: 'DELETE',
  path: '/organizations/{slug}',
  operationId: 'deleteOrganization',
  summary: 'Deletes an organization with its memberships, invitations, domains and clients; people stay',
  access: operatorOnly,
  status: 204,
  answer: null,
  refusals: ['not_found', 'server_busy'],
  async handle({ deps, caller, params, now }) {
    const { db, plans } = deps.operations;
    const organization = await db.organizations.findBySlug(params.slug ?? '');
    if (organization === null) throw new Refusal('not_found');
    await deleteOrganization({ db, plans }, deedOf({ caller, now }), organization.id);
    return {};
  },
});

function fieldsOf(body: z.output<typeof changeBody>) {
  return {
    name: body.name,
    timeZone: body.time_zone,
    language: body.language,
    notificationEmail: body.notification_email,
    showNotificationEmail: body.show_notification_email,
    membersMayLeave: body.members_may_leave,
    joinByDomain: body.join_by_domain,
  };
}

export const organizationsEndpoints = [listOrganizations, create, change, remove];
