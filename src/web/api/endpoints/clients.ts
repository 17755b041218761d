import { z } from 'zod';
import { deleteClient } from '../../../environments/delete-client.ts';
import { requireLogoutAddress } from '../../../environments/logout-address.ts';
import { newClientSecret, provesBySecret } from '../../../environments/rotate-client-secret.ts';
import { saveClient, type WantedClient } from '../../../environments/save-client.ts';
import type { ClientInEnvironment, ClientMetadata, RegisteredClient } from '../../../environments/store.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import {
  type ClientDocument,
  clientChangeSchema,
  clientSchema,
  registeredClientSchema,
} from '../../../seeding/client-document.ts';
import type { WebDeps } from '../../http/context.ts';
import { deedOf } from '../access/deed-of.ts';
import { endpoint } from '../access/endpoint.ts';
import { operatorOnly } from '../access/endpoint-access.ts';
import { instantField } from '../answers/answer-fields.ts';
import { pageOf, pageQuery, toPage } from '../dialects/own/pages.ts';
import { cursorOf, textPart } from '../input/cursors.ts';

const clientAnswer = registeredClientSchema
  .extend({
    created_at: instantField,
    last_used_on: z.iso
      .date()
      .nullable()
      .describe('the day (UTC) on which it was given a token last; null for never'),
  })
  .meta({ id: 'Client' });

const createdAnswer = clientAnswer.extend({
  client_secret: z
    .string()
    .describe('made for a client that needs one and names none; told once')
    .exactOptional(),
});

const ids = cursorOf({ id: textPart });

const listClients = endpoint({
  method: 'GET',
  path: '/clients',
  operationId: 'listClients',
  summary: 'All clients, in the order of their ids, without their secrets',
  access: operatorOnly,
  query: z.strictObject(pageQuery(ids)),
  status: 200,
  answer: pageOf(clientAnswer),
  async handle({ deps, query: { limit, cursor } }) {
    const { clients, organizations } = deps.operations.db;
    const found = await clients.page(cursor?.id ?? null, limit + 1);
    const { items, next } = toPage(found, {
      cursor: ids,
      limit,
      keyOf: ({ client }) => ({ id: client.clientId }),
      itemOf: (each) => each,
    });
    const documents = [];
    for (const each of items)
      documents.push(clientDocument(each, await slugOf({ organizations }, each.client)));
    return { body: { items: documents, next } };
  },
});

const createClient = endpoint({
  method: 'POST',
  path: '/clients',
  operationId: 'createClient',
  hasLocation: true,
  secrets: ['client_secret'],
  summary: 'Registers an application or machine, with the fields of the seeding file',
  access: operatorOnly,
  body: clientSchema,
  status: 201,
  answer: createdAnswer,
  refusals: ['invalid_document', 'name_not_allowed', 'not_found', 'wildcard_redirect'],
  async handle({ deps, caller, body, now }) {
    const made = needsSecret(body) ? { client_secret: newClientSecret() } : {};
    const wanted = await wantedOf(deps, body.client_id, { ...body, ...made });
    await requireLogoutAddress(wanted.metadata, deps.operations.outbound);
    await saveClient(deps.operations, deedOf({ caller, now }), { ...wanted, expected: 'none' });
    return {
      headers: { location: `/api/v1/clients/${encodeURIComponent(body.client_id)}` },
      body: { ...(await documentOf(deps, body.client_id)), ...made },
    };
  },
});

const readClient = endpoint({
  method: 'GET',
  path: '/clients/{id}',
  operationId: 'readClient',
  summary: 'A client, without its secret',
  access: operatorOnly,
  status: 200,
  answer: clientAnswer,
  refusals: ['not_found'],
  async handle({ deps, params }) {
    return { body: await documentOf(deps, params.id ?? '') };
  },
});

const changeClient = endpoint({
  method: 'PATCH',
  path: '/clients/{id}',
  operationId: 'changeClient',
  summary: 'Changes the registration of a client; what is left out stays, null takes the default again',
  access: operatorOnly,
  body: clientChangeSchema,
  status: 200,
  answer: clientAnswer,
  refusals: ['not_found', 'invalid_document', 'name_not_allowed', 'wildcard_redirect'],
  async handle({ deps, caller, params, body, now }) {
    const wanted = await wantedOf(deps, params.id ?? '', body);
    await requireLogoutAddress(wanted.metadata, deps.operations.outbound);
    await saveClient(deps.operations, deedOf({ caller, now }), { ...wanted, expected: 'one' });
    return { body: await documentOf(deps, params.id ?? '') };
  },
});

const removeClient = endpoint({
  method: 'DELETE',
  path: '/clients/{id}',
  operationId: 'deleteClient',
  summary: 'Deletes a client; what it has got is worth nothing from now on',
  access: operatorOnly,
  status: 204,
  answer: null,
  refusals: ['not_found'],
  async handle({ deps, caller, params, now }) {
    await deleteClient(deps.operations.db, deedOf({ caller, now }), params.id ?? '');
    return {};
  },
});

/** One that proves itself with a secret, by what it says itself. */
function needsSecret(body: ClientDocument): boolean {
  return body.client_secret == null && provesBySecret(body);
}

type Registration = Omit<z.output<typeof clientChangeSchema>, 'client_id'>;

/** @throws Refusal `invalid_document` for an organization that is not there */
async function wantedOf(
  { operations }: WebDeps,
  clientId: string,
  { client_id: _, ...registration }: Registration & { readonly client_id?: string },
): Promise<WantedClient> {
  const { environment, first_party, organization, require_acr, require_mfa_max_age, ...metadata } =
    registration;
  const found = organization == null ? null : await operations.db.organizations.findBySlug(organization);
  if (organization != null && found === null)
    throw new Refusal('invalid_document', {
      list: [`organization: there is no organization ${organization}`],
    });
  const fields = {
    environment,
    organizationId: found?.id ?? (organization === null ? null : undefined),
    firstParty: first_party,
    requireLevel: require_acr,
    requireMfaMaxAgeSeconds: require_mfa_max_age,
  };
  return { clientId, metadata: metadata as ClientMetadata, fields };
}

async function documentOf({ operations: { db } }: WebDeps, clientId: string) {
  const found = await db.clients.find(clientId);
  if (found === null) throw new Refusal('not_found');
  return clientDocument(found, await slugOf(db, found.client));
}

async function slugOf(
  { organizations }: Pick<WebDeps['runtime']['db'], 'organizations'>,
  { organizationId }: RegisteredClient,
): Promise<string | null> {
  return organizationId === null ? null : ((await organizations.findById(organizationId))?.slug ?? null);
}

function clientDocument({ client, lastUsedOn }: ClientInEnvironment, organization: string | null) {
  const { client_secret: _, ...metadata } = client.metadata;
  return {
    client_id: client.clientId,
    ...metadata,
    environment: client.environment,
    first_party: client.firstParty,
    organization,
    ...(client.requireLevel !== null && { require_acr: client.requireLevel }),
    ...(client.requireMfaMaxAgeSeconds !== null && { require_mfa_max_age: client.requireMfaMaxAgeSeconds }),
    created_at: client.createdAt.toISOString(),
    last_used_on: lastUsedOn,
  };
}

export const clientEndpoints = [listClients, createClient, readClient, changeClient, removeClient];
