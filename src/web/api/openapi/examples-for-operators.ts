import { people, user, uuid } from './example-values.ts';

const { mina } = people;

const client = {
  client_id: 'crm',
  client_name: 'Customers',
  redirect_uris: ['https://crm.example/callback'],
  scope: 'openid email',
  environment: 'production',
  first_party: false,
  organization: 'acme',
  created_at: '2026-03-02T09:00:00.000Z',
  last_used_on: '2026-11-30',
};

const environment = { name: 'staging', mfa: 'pilot', pilot: { users: [mina], percent: 10 } };

const branding = {
  display_name: 'Acme ID',
  colour: '#7a1f5c',
  support_url: 'mailto:help@acme.example',
  legal_url: 'https://acme.example/legal',
};

const signingKeys = [
  {
    kid: 'Nh0vZ1c3r8mYt5Kq2Wx7Jb4Ls9Dg6Pf1Ra0Ue3Ti5Yo',
    algorithm: 'ES256',
    state: 'signing',
    created_at: '2026-09-01T08:00:00.000Z',
    signs_from: '2026-09-01T09:00:00.000Z',
    retires_at: null,
  },
];

const sealing = {
  key: '3fa2c1b0',
  sealed: [{ kind: 'authenticators', all: 18_406, old: 0 }],
  is_resealing: false,
};

export function onlyPage(...items: unknown[]) {
  return { items, next: null };
}

/** Of people, clients and environments, by the name of the schema. */
export const forOperators = {
  User: user,
  ListUsersAnswer: onlyPage(user),
  CreateUserRequest: {
    email: mina,
    email_verified: true,
    name: 'Mina',
    password: 'correct horse battery staple',
    profile: { locale: 'fr-BE' },
    attributes: { department: 'Sales' },
  },
  ChangeUserRequest: { deactivated: true },
  Client: client,
  CreateClientAnswer: { ...client, client_secret: 'qOaZ3hJ8sVb1Lk0Yp6TtWm4Xc9RfUe7GdNi2Ao5Bw8E' },
  ListClientsAnswer: onlyPage(client),
  CreateClientRequest: {
    client_id: 'crm',
    client_name: 'Customers',
    redirect_uris: ['https://crm.example/callback'],
    scope: 'openid email',
    organization: 'acme',
  },
  ChangeClientRequest: { require_acr: 2, policy_uri: null },
  Branding: {
    ...branding,
    colours: {
      light: { lead: '#7a1f5c', lead_strong: '#551640', on_lead: '#ffffff' },
      dark: { lead: '#bb8aa9', lead_strong: '#d3b3c7', on_lead: '#0b1014' },
    },
    logo_url: 'https://id.example/assets/brand/0f3a9c2b71de0f3a9c2b71de0f3a9c2b.png',
    stylesheet_url: 'https://id.example/assets/brand/71de0f3a9c2b71de0f3a9c2b71de0f3a.css',
  },
  BrandingChange: branding,
  ListEnvironmentsAnswer: onlyPage(environment),
  Environment: environment,
  ListQueuesAnswer: onlyPage({
    kind: 'send-mail',
    waiting: 12,
    retrying: 3,
    failed: 1,
    oldest_since: '2026-11-28T12:58:00.000Z',
  }),
  ListDeadLettersAnswer: onlyPage({
    id: uuid(6),
    kind: 'send-mail',
    failed_at: '2026-11-28T09:12:00.000Z',
    notice: 'enrollment-reminder',
    email: mina,
    client_id: null,
    people: null,
    reason: 'EENVELOPE 550 RCPT TO',
  }),
  RetryDeadLettersAnswer: { retried: 4 },
  ListKeysAnswer: onlyPage(...signingKeys),
  RotateKeysAnswer: onlyPage(...signingKeys),
  RotateKeysRequest: { when: 'overlapping' },
  Sealing: sealing,
  SendTestMailRequest: { email: people.olivia },
  EnvironmentChange: { mfa: 'pilot', pilot: { percent: 10 } },
};
