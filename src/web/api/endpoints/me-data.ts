import { z } from 'zod';
import { factorKinds } from '../../../policy/factors/factor-kinds.ts';
import { ownMemberships } from '../../../self-service/own-account.ts';
import { forgetOwnDevice, type OwnData, ownData, revokeOwnGrant } from '../../../self-service/own-data.ts';
import type { WebDeps } from '../../context.ts';
import { endpoint } from '../access/endpoint.ts';
import { oneself } from '../access/endpoint-access.ts';
import { hashIn, hashPart } from '../input/cursors.ts';
import { myselfOf } from '../input/self-service-context.ts';
import { instantField } from './answer-fields.ts';
import { membershipDocument, membershipSchema } from './me-document.ts';
import { userDocument, userSchema } from './user-document.ts';

const grantSchema = z
  .object({
    id: z.string(),
    client_id: z.string(),
    client_name: z.string().nullable(),
    scopes: z.array(z.string()),
    expires_at: instantField,
  })
  .meta({ id: 'Grant' });

const deviceSchema = z
  .object({
    id: z.string(),
    factor: z.enum(factorKinds),
    source: z.string().describe('where the factor was proven: address, or /64 of an IPv6 one'),
    proven_at: instantField,
    expires_at: instantField,
  })
  .meta({ id: 'RememberedDevice' });

const exportSchema = z
  .object({
    exported_at: instantField,
    account: userSchema,
    factors: z.array(
      z
        .object({ kind: z.enum(factorKinds), nickname: z.string(), confirmed_at: instantField })
        .meta({ id: 'ExportedFactor' }),
    ),
    recovery_codes_left: z.int(),
    memberships: z.array(membershipSchema),
    sessions: z.array(
      z
        .object({ opened_at: instantField, last_seen_at: instantField, source: z.string() })
        .meta({ id: 'ExportedSession' }),
    ),
    remembered_devices: z.array(deviceSchema),
    applications: z.array(grantSchema),
    activity: z.array(
      z
        .object({
          at: instantField,
          type: z.string(),
          by: z.string().describe('`user`, `operator`, `system` or `anonymous`'),
          source_address: z.string().nullable(),
          detail: z.record(z.string(), z.unknown()),
        })
        .meta({ id: 'ExportedEvent' }),
    ),
  })
  .meta({ id: 'OwnData' });

const exportMe = endpoint({
  method: 'GET',
  path: '/me/export',
  operationId: 'exportMe',
  summary: 'All that is stored about the caller, but for secrets; who has a factor has proven it lately',
  access: oneself('where_it_loosens'),
  status: 200,
  answer: exportSchema,
  refusals: ['mfa_required'],
  async handle(request) {
    const { deps, now } = request;
    const data = await ownData(deps.operations.db, myselfOf(request));
    return { body: await exportDocument(deps, data, now) };
  },
});

const listGrants = endpoint({
  method: 'GET',
  path: '/me/grants',
  operationId: 'listMyGrants',
  summary: 'What the caller lets applications have, one for each browser and application',
  access: oneself(),
  status: 200,
  answer: z.object({ items: z.array(grantSchema) }),
  async handle({ deps, me, now }) {
    const grants = await deps.operations.db.ownGrants.ofUser(me().id, now);
    return { body: { items: await grantDocuments(deps, grants) } };
  },
});

const revokeGrant = endpoint({
  method: 'DELETE',
  path: '/me/grants/{id}',
  operationId: 'revokeMyGrant',
  summary: 'Takes back what an application was let have, and its tokens with it',
  access: oneself(),
  status: 204,
  answer: null,
  refusals: ['not_found'],
  async handle(request) {
    await revokeOwnGrant(request.deps.operations.db, myselfOf(request), hashIn(request.params.id));
    return {};
  },
});

const listDevices = endpoint({
  method: 'GET',
  path: '/me/remembered-devices',
  operationId: 'listMyRememberedDevices',
  summary: 'Browsers that spare the caller a second factor for some days',
  access: oneself(),
  status: 200,
  answer: z.object({ items: z.array(deviceSchema) }),
  async handle({ deps, me, now }) {
    const devices = await deps.operations.db.rememberedDevices.ofUser(me().id, now);
    return { body: { items: devices.map(deviceDocument) } };
  },
});

const forgetDevice = endpoint({
  method: 'DELETE',
  path: '/me/remembered-devices/{id}',
  operationId: 'forgetMyRememberedDevice',
  summary: 'Has a browser asked for a second factor again at its next sign-in',
  access: oneself(),
  status: 204,
  answer: null,
  refusals: ['not_found'],
  async handle(request) {
    await forgetOwnDevice(request.deps.operations.db, myselfOf(request), hashIn(request.params.id));
    return {};
  },
});

async function exportDocument(
  deps: WebDeps,
  data: OwnData,
  now: Date,
): Promise<z.input<typeof exportSchema>> {
  const { person, sessions, devices, grants, activity } = data;
  return {
    exported_at: now.toISOString(),
    account: userDocument(person.user),
    factors: person.factors.map(({ kind, nickname, confirmedAt }) => ({
      kind,
      nickname,
      confirmed_at: confirmedAt.toISOString(),
    })),
    recovery_codes_left: person.recoveryCodesLeft,
    memberships: ownMemberships(person, deps.operations.plans, now).map(membershipDocument),
    sessions: sessions.map(({ openedAt, lastSeenAt, sourcePrefix: source }) => ({
      opened_at: openedAt.toISOString(),
      last_seen_at: lastSeenAt.toISOString(),
      source,
    })),
    remembered_devices: devices.map(deviceDocument),
    applications: await grantDocuments(deps, grants),
    // Who else did it is not theirs to have.
    activity: activity.map(({ at, type, actor, sourceAddress, detail }) => ({
      at: at.toISOString(),
      type,
      by: actor.kind,
      source_address: actor.id === person.user.id || actor.kind === 'anonymous' ? sourceAddress : null,
      detail: { ...detail },
    })),
  };
}

async function grantDocuments({ runtime }: WebDeps, grants: OwnData['grants']) {
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

function deviceDocument({ hash, factor, sourcePrefix, provenAt, expiresAt }: OwnData['devices'][number]) {
  return {
    id: hashPart.write(hash),
    factor,
    source: sourcePrefix,
    proven_at: provenAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}

export const myDataEndpoints = [exportMe, listGrants, revokeGrant, listDevices, forgetDevice];
