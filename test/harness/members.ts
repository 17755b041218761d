import { expect } from 'chai';
import { newTotpSecret } from '../../src/authenticators/totp.ts';
import { ApiClient, type ApiReply } from './api.ts';
import { Application, redirectUri } from './application.ts';
import type { Browser } from './browser.ts';
import { everyScope, forApi } from './scopes.ts';
import type { TestServer } from './server.ts';
import { password, seed, signIn, type TestPerson, type World } from './world.ts';

/** A member as the API shows them. */
export async function memberOf(
  api: ApiClient,
  slug: string,
  { email }: TestPerson,
): Promise<ApiReply['body']> {
  const { status, body } = await api.get(`/organizations/${slug}/members?q=${encodeURIComponent(email)}`);
  expect(status, JSON.stringify(body)).to.equal(200);
  return body.items[0];
}

/** The id of a person, from the database: also of somebody whom no administrator may see. */
export async function idOf(
  { server }: Pick<World, 'server'>,
  { email }: Pick<TestPerson, 'email'>,
): Promise<string> {
  const [user] = await server.countersign.db.sql<{ id: string }>('SELECT id FROM users WHERE email = $1', [
    email,
  ]);
  return user?.id ?? '';
}

/** Path of a member in the API. */
export async function memberPath(
  world: Pick<World, 'server' | 'slug'>,
  person: TestPerson,
  slug = world.slug,
): Promise<string> {
  return `/organizations/${slug}/members/${await idOf(world, person)}`;
}

export async function patchMember(
  api: ApiClient,
  world: Pick<World, 'server' | 'slug'>,
  person: TestPerson,
  change: Readonly<Record<string, unknown>>,
): Promise<ApiReply> {
  return api.patch(await memberPath(world, person), change);
}

/** Like `patchMember`, for a change that must succeed. */
export async function changed(...asked: Parameters<typeof patchMember>): Promise<ApiReply['body']> {
  const { status, body } = await patchMember(...asked);
  expect(status, JSON.stringify(body)).to.equal(200);
  return body;
}

/** Status and code of an answer. */
export function saying({ status, body }: ApiReply): [number, string | undefined] {
  return [status, body.code];
}

/** More people with TOTP in the organization of a world, by name and role. */
export async function joinedBy<Name extends string>(
  { server, slug }: Pick<World, 'server' | 'slug'>,
  roles: Readonly<Record<Name, 'owner' | 'admin' | 'member'>>,
): Promise<Record<Name, TestPerson>> {
  const people = Object.keys(roles).map(
    (name) => [name, { email: `${name}@${slug}.example`, password, secret: newTotpSecret() }] as const,
  );
  await seed(server, {
    users: people.map(([, { email, secret }]) => ({
      email,
      email_verified: true,
      password,
      totp: { secret },
    })),
    organizations: [
      { slug, members: people.map(([name, { email }]) => ({ email, role: roles[name as Name] })) },
    ],
  });
  return Object.fromEntries(people) as Record<Name, TestPerson>;
}

/** Another organization of the same people, with its slug. */
export async function elsewhere(
  { server, slug, olivia }: Pick<World, 'server' | 'slug' | 'olivia'>,
  members: readonly TestPerson[],
  enforcement: Readonly<Record<string, unknown>> | null = null,
): Promise<string> {
  const other = `${slug}-other`;
  await seed(server, {
    organizations: [
      {
        slug: other,
        name: 'Other',
        ...(enforcement === null ? {} : { enforcement }),
        members: [
          { email: olivia.email, role: 'owner' },
          ...members.map(({ email }) => ({ email, role: 'member' })),
        ],
      },
    ],
  });
  return other;
}

/** Signs in for the API; the browser can go on in the same session. */
export async function browserOf(
  world: World,
  person: TestPerson,
): Promise<{ browser: Browser; api: ApiClient }> {
  const parameters = forApi(world.server);
  const { browser, answer } = await signIn(world.application, person, { parameters });
  const { access_token: token } = await world.application.redeem(answer, parameters.resource);
  return { browser, api: new ApiClient(world.server, token) };
}

/** A new token of the session that a browser has, without any prompt: its second factor stays as old as it is. */
export async function quietApiOf(world: World, browser: Browser): Promise<ApiClient> {
  const parameters = forApi(world.server);
  const answer = await world.application.start(browser, parameters);
  const { access_token: token } = await world.application.redeem(answer, parameters.resource);
  return new ApiClient(world.server, token);
}

/** A client that is registered with an organization, and serves its members only. */
export async function clientOfOrganization(
  server: TestServer,
  slug: string,
  metadata: object = {},
): Promise<Application> {
  const [id, secret] = [`${slug}-own`, `secret-of-${slug}-own`];
  const client = {
    client_id: id,
    client_secret: secret,
    organization: slug,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    first_party: true,
    scope: everyScope,
    ...metadata,
  };
  await seed(server, { clients: [client] });
  return Application.discover(server.issuer, id, secret);
}
