import { expect } from 'chai';
import type { Browser } from './browser.ts';
import { forApi } from './scopes.ts';
import type { TestServer } from './server.ts';
import { seed, signIn, type TestPerson, type World } from './world.ts';

/** An answer of the API, its JSON read. */
export interface ApiReply {
  readonly status: number;
  readonly headers: Headers;
  /** What JSON.parse made of it; tests say by their expectations what it is. */
  readonly body: ReturnType<typeof JSON.parse>;
}

/** Calls `/api/v1` with one token. */
export class ApiClient {
  readonly token: string;
  readonly #base: string;

  constructor(server: Pick<TestServer, 'issuer' | 'address'>, token: string) {
    this.#base = `${server.address}/api/v1`;
    this.token = token;
  }

  get = (path: string) => this.send('GET', path);
  delete = (path: string) => this.send('DELETE', path);
  put = (path: string, body: unknown, headers?: Record<string, string>) =>
    this.send('PUT', path, body, headers);
  post = (path: string, body: unknown = {}, headers?: Record<string, string>) =>
    this.send('POST', path, body, headers);
  patch = (path: string, body: unknown) => this.send('PATCH', path, body);

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiReply> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }
}

/** Signs a person in and gets a token for the API; the application of the world must be allowed the scope. */
export async function apiOf(
  world: Pick<World, 'server' | 'application'>,
  person: TestPerson,
  options: { readonly browser?: Browser; readonly step?: number } = {},
): Promise<ApiClient> {
  const parameters = forApi(world.server);
  const { answer } = await signIn(world.application, person, { ...options, parameters });
  const tokens = await world.application.redeem(answer, parameters.resource);
  return new ApiClient(world.server, tokens.access_token);
}

/** The operator: a machine with client credentials. */
export async function operatorOf({ server, slug }: Pick<World, 'server' | 'slug'>): Promise<ApiClient> {
  const id = `${slug}-operator`;
  const secret = `secret-of-${id}`;
  await seed(server, {
    clients: [
      {
        client_id: id,
        client_secret: secret,
        grant_types: ['client_credentials'],
        scope: 'operator',
      },
    ],
  });
  return new ApiClient(server, await operatorToken(server, { id, secret }));
}

/**
 * A token of the operator, by client credentials (RFC 6749 section 4.4).
 * @param server asked at its address
 */
export async function operatorToken(
  { address, issuer }: Pick<TestServer, 'issuer' | 'address'>,
  { id, secret }: { readonly id: string; readonly secret: string },
): Promise<string> {
  const response = await fetch(`${address}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'operator',
      resource: `${issuer}/api/v1`,
    }),
  });
  expect(response.status).to.equal(200);
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}
