import { unlock } from '../../../people/unlock.ts';
import { endpoint } from '../access/endpoint.ts';
import { operatorOnly } from '../access/endpoint-access.ts';

const unlockUser = endpoint({
  method: 'POST',
  path: '/users/{user}/unlock',
  operationId: 'unlockUser',
  summary: 'Lets a person, by id or e-mail, prove a second factor again after too many wrong codes',
  access: operatorOnly,
  status: 204,
  answer: null,
  refusals: ['not_found'],
  async handle({ deps, caller, params, now }) {
    await unlock(deps.runtime.db, caller?.actor ?? { kind: 'operator' }, params.user ?? '', now);
    return {};
  },
});

export const userEndpoints = [unlockUser];
