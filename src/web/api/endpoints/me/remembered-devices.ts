import { z } from 'zod';
import { factorKinds } from '../../../../policy/factors/factor-kinds.ts';
import {
  forgetOwnDevice,
  forgetOwnDevices,
  type ListedDevice,
  listOwnDevices,
} from '../../../../self-service/access/own-devices.ts';
import { endpoint } from '../../access/endpoint.ts';
import { oneself } from '../../access/endpoint-access.ts';
import { browserFields, instantField } from '../../answers/answer-fields.ts';
import { pageOf, wholePage } from '../../dialects/own/pages.ts';
import { hashIn, hashPart } from '../../input/cursors.ts';
import { myselfOf } from '../../input/self-service-context.ts';
import { namedOrganization } from './document.ts';

export const deviceSchema = z
  .object({
    id: z.string(),
    factor: z.enum(factorKinds),
    source: z.string().describe('where the factor was proven: address, or /64 of an IPv6 one'),
    ...browserFields,
    proven_at: instantField,
    expires_at: instantField,
    counts_for: z
      .array(z.object({ organization: namedOrganization, until: instantField }))
      .describe('organizations for which it spares a second factor now'),
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
    const devices = await listOwnDevices(deps.operations, { person: me().person, now });
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

const forgetDevices = endpoint({
  method: 'DELETE',
  path: '/me/remembered-devices',
  operationId: 'forgetMyRememberedDevices',
  summary: 'Has every browser asked for a second factor again at its next sign-in',
  access: oneself(),
  status: 204,
  answer: null,
  async handle(request) {
    await forgetOwnDevices(request.deps.operations.db, myselfOf(request));
    return {};
  },
});

export function deviceDocument({
  hash,
  factor,
  sourcePrefix,
  browser,
  system,
  provenAt,
  expiresAt,
  countsFor,
}: ListedDevice): z.input<typeof deviceSchema> {
  return {
    id: hashPart.write(hash),
    factor,
    source: sourcePrefix,
    browser,
    system,
    proven_at: provenAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    counts_for: countsFor.map(({ organization, until }) => ({
      organization,
      until: new Date(until).toISOString(),
    })),
  };
}

export const myDeviceEndpoints = [listDevices, forgetDevice, forgetDevices];
