import { z } from 'zod';
import { factorKinds } from '../../../policy/factors/factor-kinds.ts';
import { forgetOwnDevice, type OwnData } from '../../../self-service/own-data.ts';
import { endpoint } from '../access/endpoint.ts';
import { oneself } from '../access/endpoint-access.ts';
import { pageOf, wholePage } from '../dialects/own/pages.ts';
import { hashIn, hashPart } from '../input/cursors.ts';
import { myselfOf } from '../input/self-service-context.ts';
import { instantField } from './answer-fields.ts';

export const deviceSchema = z
  .object({
    id: z.string(),
    factor: z.enum(factorKinds),
    source: z.string().describe('where the factor was proven: address, or /64 of an IPv6 one'),
    proven_at: instantField,
    expires_at: instantField,
  })
  .meta({ id: 'RememberedDevice' });

const listDevices = endpoint({
  method: 'GET',
  path: '/me/remembered-devices',
  operationId: 'listMyRememberedDevices',
  summary: 'Browsers that spare the caller a second factor for some days',
  access: oneself(),
  status: 200,
  answer: pageOf(deviceSchema),
  async handle({ deps, me, now }) {
    const devices = await deps.operations.db.rememberedDevices.ofUser(me().id, now);
    return { body: wholePage(devices.map(deviceDocument)) };
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

export function deviceDocument({
  hash,
  factor,
  sourcePrefix,
  provenAt,
  expiresAt,
}: OwnData['devices'][number]) {
  return {
    id: hashPart.write(hash),
    factor,
    source: sourcePrefix,
    proven_at: provenAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}

export const myDeviceEndpoints = [listDevices, forgetDevice];
