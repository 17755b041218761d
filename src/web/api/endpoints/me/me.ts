import { z } from 'zod';
import { displayName } from '../../../../documents/fields.ts';
import { localeField, zoneinfoField } from '../../../../seeding/profile-document.ts';
import { changeMyself } from '../../../../self-service/change-myself.ts';
import { eraseMyself } from '../../../../self-service/erase-myself.ts';
import { leaveOrganization } from '../../../../self-service/leave-organization.ts';
import { endpoint } from '../../access/endpoint.ts';
import { oneself, oneselfEnrolling } from '../../access/endpoint-access.ts';
import { myselfOf } from '../../input/self-service-context.ts';
import { meDocument, meSchema } from './document.ts';

const readMe = endpoint({
  method: 'GET',
  path: '/me',
  operationId: 'readMe',
  summary: 'The caller: profile, memberships, and what a banner about a missing second factor says',
  access: oneselfEnrolling(),
  status: 200,
  answer: meSchema,
  async handle({ deps, me, now }) {
    return { body: meDocument(deps, me().person, now) };
  },
});

const changeMe = endpoint({
  method: 'PATCH',
  path: '/me',
  operationId: 'changeMe',
  summary: 'Changes what the account says about the caller: name, language, time zone; null removes it',
  access: oneself(),
  body: z.strictObject({
    name: displayName.nullable().optional(),
    locale: localeField.nullable().optional(),
    zoneinfo: zoneinfoField.nullable().optional(),
  }),
  status: 200,
  answer: meSchema,
  refusals: ['name_not_allowed'],
  async handle(request) {
    const { deps, body, now } = request;
    const change = { name: body.name, locale: body.locale, zoneinfo: body.zoneinfo };
    const person = await changeMyself(deps.operations.db, myselfOf(request), change);
    return { body: meDocument(deps, person, now) };
  },
});

const eraseMe = endpoint({
  method: 'DELETE',
  path: '/me',
  operationId: 'eraseMe',
  summary:
    'Erases the account of the caller for good, with all that is personal in the activity logs; memberships end',
  access: oneself('always'),
  status: 204,
  answer: null,
  refusals: ['members_cannot_leave', 'last_owner', 'mfa_required', 'server_busy'],
  async handle(request) {
    await eraseMyself(request.deps.operations.db, myselfOf(request));
    return {};
  },
});

const leave = endpoint({
  method: 'DELETE',
  path: '/me/memberships/{slug}',
  operationId: 'leaveOrganization',
  summary: 'Leaves an organization that lets its members go by themselves',
  access: oneself(),
  status: 204,
  answer: null,
  refusals: ['not_found', 'members_cannot_leave', 'last_owner'],
  async handle(request) {
    const { deps, params } = request;
    await leaveOrganization(deps.operations.db, myselfOf(request), params.slug ?? '');
    return {};
  },
});

export const meEndpoints = [readMe, changeMe, eraseMe, leave];
