import { z } from 'zod';
import {
  addressOf,
  type OwnApplication,
  ownApplications,
  revokeOwnGrant,
  withdrawApplication,
} from '../../../../self-service/access/own-applications.ts';
import type { OwnData } from '../../../../self-service/own-data.ts';
import type { WebDeps } from '../../../http/context.ts';
import { endpoint } from '../../access/endpoint.ts';
import { oneself } from '../../access/endpoint-access.ts';
import { instantField } from '../../answers/answer-fields.ts';
import { pageOf, wholePage } from '../../dialects/own/pages.ts';
import { hashIn, hashPart } from '../../input/cursors.ts';
import { myselfOf } from '../../input/self-service-context.ts';

/** An application by what it is called. */
export const applicationField = z
  .object({ client_id: z.string(), client_name: z.string().nullable() })
  .meta({ id: 'NamedApplication' });

const clientFields = {
  client_address: z
    .string()
    .nullable()
    .describe('`client_uri` of its registration, else the origin of its first redirect URI'),
  first_party: z.boolean().describe('of whoever runs this service: nobody is asked for consent'),
};

const whenFields = {
  granted_at: instantField,
  last_used_at: instantField.nullable().describe('when it last got or used something; null: nobody knows'),
};

export const grantSchema = z
  .object({
    id: z.string(),
    client_id: z.string(),
    client_name: z.string().nullable(),
    ...clientFields,
    scopes: z.array(z.string()),
    ...whenFields,
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
  for (const { hash, clientId, scopes, grantedAt, lastUsedAt, expiresAt } of grants) {
    const client = (await runtime.clients.find(clientId))?.client;
    const name = client?.metadata.client_name;
    documents.push({
      id: hashPart.write(hash),
      client_id: clientId,
      client_name: typeof name === 'string' ? name : null,
      client_address: client === undefined ? null : addressOf(client.metadata),
      first_party: client?.firstParty ?? false,
      scopes: [...scopes],
      granted_at: grantedAt.toISOString(),
      last_used_at: lastUsedAt?.toISOString() ?? null,
      expires_at: expiresAt.toISOString(),
    });
  }
  return documents;
}

const applicationSchema = applicationField
  .extend({
    ...clientFields,
    scopes: z.array(z.string()),
    ...whenFields,
    expires_at: instantField,
  })
  .meta({ id: 'OwnApplication' });

const listApplications = endpoint({
  method: 'GET',
  path: '/me/applications',
  operationId: 'listMyApplications',
  summary:
    'The applications that were let have something, one entry for each: first those of others, by their names, then those of whoever runs this service',
  access: oneself(),
  status: 200,
  answer: pageOf(applicationSchema),
  async handle({ deps, me, now }) {
    const found = await ownApplications(deps.operations.db, { person: me().person, now });
    const others = found.consented.map((each) => ({ ...applicationDocument(each), first_party: false }));
    const own = found.firstParty.map((each) => ({ ...applicationDocument(each), first_party: true }));
    return { body: wholePage([...others, ...own]) };
  },
});

const withdraw = endpoint({
  method: 'DELETE',
  path: '/me/applications/{id}',
  operationId: 'withdrawMyApplication',
  summary:
    'Takes back all that an application was let have, in every browser, and forgets that it was agreed to',
  access: oneself(),
  status: 204,
  answer: null,
  refusals: ['not_found'],
  async handle(request) {
    const { deps, params } = request;
    await withdrawApplication(deps.operations.db, myselfOf(request), params.id ?? '');
    return {};
  },
});

function applicationDocument(application: OwnApplication) {
  const { clientId, name, address, scopes, grantedAt, lastUsedAt, expiresAt } = application;
  return {
    client_id: clientId,
    client_name: name,
    client_address: address,
    scopes: [...scopes],
    granted_at: grantedAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
    expires_at: expiresAt.toISOString(),
  };
}

export const myGrantEndpoints = [listGrants, revokeGrant, listApplications, withdraw];
