import { z } from 'zod';
import { instantText, shownReason } from '../../../documents/fields.ts';
import { askOperator } from '../../../organizations/members/ask-operator.ts';
import { changeMember } from '../../../organizations/members/change-member.ts';
import { isUserId } from '../../../organizations/members/member-list.ts';
import { remindMember } from '../../../organizations/members/remind-member.ts';
import { removeMember } from '../../../organizations/members/remove-member.ts';
import { resetDevice } from '../../../organizations/resets/reset-device.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { type ApiRequest, endpoint } from '../access/endpoint.ts';
import { administrators } from '../access/endpoint-access.ts';
import { InvalidValue } from '../answers/errors.ts';
import { memberDocument, memberSchema } from './member-document.ts';

const path = '/organizations/{slug}/members/{user}';

const changeBody = z
  .strictObject({
    role: z.enum(['owner', 'admin', 'member']).optional(),
    override: z.enum(['inherit', 'required', 'exempt']).optional(),
    exempt_until: instantText
      .nullable()
      .optional()
      .meta({ description: 'Beside override: exempt; null for no end' }),
    suspended: z.boolean().optional(),
    reason: shownReason.optional(),
  })
  .refine(({ override, exempt_until: until }) => override === 'exempt' || (until ?? null) === null, {
    path: ['exempt_until'],
    message: 'goes with "override": "exempt"',
  });

const change = endpoint({
  method: 'PATCH',
  path,
  operationId: 'changeMember',
  summary: 'Changes role, override or suspension of a member; what is left out stays as it is',
  access: administrators('where_it_loosens'),
  body: changeBody,
  status: 200,
  answer: memberSchema,
  refusals: [
    'not_found',
    'not_allowed',
    'mfa_required',
    'plan_without_enforcement',
    'last_owner',
    'members_not_protected',
    'name_not_allowed',
  ],
  async handle(request) {
    const { deps, body, now, administered } = request;
    const { exempt_until: until, role, override, suspended, reason } = body;
    const exemptUntil = until === undefined || until === null ? until : new Date(until);
    if (exemptUntil && exemptUntil <= now)
      throw new InvalidValue(422, [{ path: '/exempt_until', problem: 'must lie ahead' }]);
    const wanted = { role, override, exemptUntil, suspended, reason: reason === '' ? undefined : reason };
    const { db, plans } = deps.operations;
    const target = targetOf(request);
    const { acting } = administered();
    const changed = await changeMember({ db, plans }, acting, { ...target, change: wanted });
    return { body: memberDocument(changed) };
  },
});

const remove = endpoint({
  method: 'DELETE',
  path,
  operationId: 'removeMember',
  summary: 'Removes a member; the seat is free at once',
  access: administrators('where_it_loosens'),
  status: 204,
  answer: null,
  refusals: ['not_found', 'not_allowed', 'mfa_required', 'last_owner'],
  async handle(request) {
    const { db, plans } = request.deps.operations;
    await removeMember({ db, plans }, request.administered().acting, targetOf(request));
    return {};
  },
});

const reset = endpoint({
  method: 'POST',
  path: `${path}/reset-authenticators`,
  operationId: 'resetAuthenticators',
  summary:
    'Removes the factors of a member who lost their device, and ends their sessions; where the policy wants a factor, the next sign-in sets one up',
  access: administrators('always'),
  status: 200,
  answer: memberSchema,
  refusals: ['not_found', 'own_device', 'not_allowed', 'not_managed_here', 'mfa_required'],
  async handle(request) {
    const { deps, administered } = request;
    const { acting } = administered();
    const member = await resetDevice(deps.operations, acting, targetOf(request));
    return { body: memberDocument(member) };
  },
});

const remind = endpoint({
  method: 'POST',
  path: `${path}/remind`,
  operationId: 'remindMember',
  summary: 'Mails a member who is not protected that they should enrol, once a day at most',
  access: administrators(),
  status: 200,
  answer: z.object({
    reminded: z
      .boolean()
      .meta({ description: 'False for who is protected, exempt or suspended by an administrator' }),
  }),
  refusals: ['not_found', 'not_allowed', 'too_many_attempts'],
  async handle(request) {
    const { db, plans } = request.deps.operations;
    const { acting } = request.administered();
    const reminded = await remindMember({ db, plans }, acting, targetOf(request));
    return { body: { reminded } };
  },
});

const ask = endpoint({
  method: 'POST',
  path: `${path}/ask-operator`,
  operationId: 'askOperator',
  summary:
    'Asks the operator to help a member whose account the organization does not manage, once a day at most',
  access: administrators(),
  status: 204,
  answer: null,
  refusals: ['not_found', 'not_allowed', 'too_many_attempts'],
  async handle(request) {
    await askOperator(request.deps.operations, request.administered().acting, targetOf(request));
    return {};
  },
});

/** @throws Refusal `not_found` for what can be nobody's id */
function targetOf({ params, administered }: Pick<ApiRequest<unknown, unknown>, 'params' | 'administered'>) {
  const { user: userId = '' } = params;
  if (!isUserId(userId)) throw new Refusal('not_found');
  return { organizationId: administered().organization.id, userId };
}

/** What is done to members. */
export const memberChangeEndpoints = [change, remove, reset, remind, ask];
