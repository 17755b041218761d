import { z } from 'zod';
import { type OwnData, revokeOwnGrant } from '../../../self-service/own-data.ts';
import type { WebDeps } from '../../http/context.ts';
import { endpoint } from '../access/endpoint.ts';
import { oneself } from '../access/endpoint-access.ts';
import { pageOf, wholePage } from '../dialects/own/pages.ts';
import { hashIn, hashPart } from '../input/cursors.ts';
import { myselfOf } from '../input/self-service-context.ts';
import { instantField } from './answer-fields.ts';

export const grantSchema = z
  .object({
    id: z.string(),
    client_id: z.string(),
    client_name: z.string().nullable(),
    scopes: z.array(z.string()),
    expires_at: instantField,
  })
  .meta({ id: 'Grant' });

const listGrants = endpoint({
  method: 'GET',
  path: '/me/grants',
  operationId: 'listMyGrants',
  summary:
    'What the caller lets applications have, one for each browser and application; and what is remembered where no session lives',
  access: oneself(),
  status: 200,
  answer: pageOf(grantSchema),
  async handle({ deps, me, now }) {
    const grants = await deps.operations.db.ownGrants.ofUser(me().id, now);
    return { body: wholePage(await grantDocuments(deps, grants)) };
  },
});

const revokeGrant = endpoint({
  method: 'DELETE',
  path: '/me/grants/{id}',
  operationId: 'revokeMyGrant',
  summary:
    'Takes back what an application was let have, and its tokens with it; where it is remembered, that of every browser',
  access: oneself(),
  status: 204,
  answer: null,
  refusals: ['not_found'],
  async handle(request) {
    await revokeOwnGrant(request.deps.operations.db, myselfOf(request), hashIn(request.params.id));
    return {};
  },
});

export async function grantDocuments({ runtime }: WebDeps, grants: OwnData['grants']) {
  await runtime.clients.readAhead(grants.map(({ clientId }) => clientId));
  const documents: z.input<typeof grantSchema>[] = [];
  for (const { hash, clientId, scopes, expiresAt } of grants) {
    const name = (await runtime.clients.find(clientId))?.client.metadata.client_name;
    documents.push({
      id: hashPart.write(hash),
      client_id: clientId,
      client_name: typeof name === 'string' ? name : null,
      scopes: [...scopes],
      expires_at: expiresAt.toISOString(),
    });
  }
  return documents;
}

export const myGrantEndpoints = [listGrants, revokeGrant];
