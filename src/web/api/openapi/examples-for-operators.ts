import { people, user } from './example-values.ts';

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
};

const environment = { name: 'staging', mfa: 'pilot', pilot: { users: [mina], percent: 10 } };

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
  ListEnvironmentsAnswer: onlyPage(environment),
  Environment: environment,
  EnvironmentChange: { mfa: 'pilot', pilot: { percent: 10 } },
};
