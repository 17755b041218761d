import { z } from 'zod';
import { displayName } from '../../../../documents/fields.ts';
import type { NamedOrganization } from '../../../../policy/members/self-disable.ts';
import { removalOutcome, removeAuthenticator } from '../../../../self-service/remove-authenticator.ts';
import { renameAuthenticator } from '../../../../self-service/rename-authenticator.ts';
import { endpoint } from '../../access/endpoint.ts';
import { oneself } from '../../access/endpoint-access.ts';
import { myselfOf } from '../../input/self-service-context.ts';
import { authenticatorSchema, factorDocument } from './authenticators.ts';

const slugs = z.array(z.string());
const followsSchema = z.object({ removed_from: slugs, suspended_in: slugs });

const rename = endpoint({
  method: 'PATCH',
  path: '/me/authenticators/{id}',
  operationId: 'renameMyAuthenticator',
  summary: 'Calls a factor something else',
  access: oneself(),
  body: z.strictObject({ nickname: displayName }),
  status: 200,
  answer: authenticatorSchema,
  refusals: ['not_found', 'name_not_allowed'],
  async handle(request) {
    const { deps, params, body } = request;
    const named = { id: params.id ?? '', nickname: body.nickname };
    const factor = await renameAuthenticator(deps.operations.db, myselfOf(request), named);
    return { body: factorDocument(factor) };
  },
});

const consequences = endpoint({
  method: 'GET',
  path: '/me/authenticators/{id}/consequences',
  operationId: 'previewRemoval',
  summary:
    'What removing a factor would lead to: who forbids it, what one would be removed from or suspended in',
  access: oneself(),
  status: 200,
  answer: followsSchema.extend({ forbidden_by: slugs, last_owner_of: slugs }),
  refusals: ['not_found'],
  async handle({ deps, me, params, now }) {
    const { db, plans } = deps.operations;
    const { person } = me();
    const outcome = await removalOutcome({ members: db.members, plans }, { person, now }, params.id ?? '');
    const removedFrom = outcome.result === 'allowed' ? outcome.removedFrom : [];
    const suspendedIn = outcome.result === 'allowed' ? outcome.suspendedIn : [];
    return {
      body: {
        forbidden_by: slugsOf(outcome.result === 'forbidden' ? outcome.by : []),
        last_owner_of: slugsOf(outcome.result === 'last_owner' ? outcome.of : []),
        removed_from: slugsOf(removedFrom),
        suspended_in: slugsOf(suspendedIn),
      },
    };
  },
});

const remove = endpoint({
  method: 'DELETE',
  path: '/me/authenticators/{id}',
  operationId: 'removeMyAuthenticator',
  summary: 'Removes a factor; the answer names what followed. Other sessions end',
  access: oneself('always'),
  status: 200,
  answer: followsSchema,
  refusals: ['mfa_required', 'not_found', 'factor_required_by', 'last_owner'],
  async handle(request) {
    const { deps, params } = request;
    const followed = await removeAuthenticator(deps.operations, myselfOf(request), params.id ?? '');
    const { removedFrom, suspendedIn } = followed;
    return { body: { removed_from: slugsOf(removedFrom), suspended_in: slugsOf(suspendedIn) } };
  },
});

function slugsOf(organizations: readonly NamedOrganization[]): readonly string[] {
  return organizations.map(({ slug }) => slug);
}

export const myStandingAuthenticatorEndpoints = [rename, consequences, remove];
