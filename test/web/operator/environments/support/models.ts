import type { ClientModel } from '../../../../../src/web/operator/environments/client.ts';
import type { EnvironmentModel } from '../../../../../src/web/operator/environments/environment.ts';
import type { EnvironmentsModel } from '../../../../../src/web/operator/environments/environments.ts';
import { midnight, operatorFrame } from '../../../support/frames.ts';

const frame = {
  ...operatorFrame,
  area: {
    ...operatorFrame.area,
    tabs: operatorFrame.area.tabs.map((each) => ({ ...each, isCurrent: each.tab === 'environments' })),
  },
};

export const environmentsModel: EnvironmentsModel = {
  ...frame,
  environments: [
    {
      slug: 'production',
      mfa: 'on',
      pilot: { users: 0, percent: 0 },
      clients: [
        { id: 'crm', client: 'CRM' },
        { id: 'wiki', client: 'Wiki' },
      ],
    },
    { slug: 'staging', mfa: 'pilot', pilot: { users: 12, percent: 10 }, clients: [] },
    { slug: 'test', mfa: 'off', pilot: { users: 0, percent: 0 }, clients: [] },
  ],
};

export const environmentModel: EnvironmentModel = {
  ...frame,
  slug: 'production',
  mfa: 'on',
  clients: ['CRM', 'Wiki'],
  wanted: { mfa: 'off', percent: '10', users: 'ann@acme.example' },
  preview: { mfa: 'off', users: 1, percent: 10 },
};

export const clientModel: ClientModel = {
  ...frame,
  id: 'crm',
  client: 'CRM',
  environment: 'production',
  firstParty: true,
  requireLevel: 2,
  organization: { slug: 'acme', name: 'Acme' },
  redirectUris: ['https://crm.example/cb', 'https://crm.example/back'],
  grantTypes: ['authorization_code', 'refresh_token'],
  createdAt: midnight - 900_000_000,
  lastUsedAt: midnight - 90_000_000,
  hasSecret: true,
  secret: null,
};
