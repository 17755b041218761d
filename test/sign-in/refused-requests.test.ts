import { expect } from 'chai';
import type { TestServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { createWorld, seed, signIn, type World } from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

interface Refused {
  readonly path: string;
  readonly body?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Without the client's own. */
  readonly authorization?: string | null;
  readonly method?: string;
}

/** How a program can be refused, and what the log says of it beside its client and its request. */
const refusals: Readonly<Record<string, readonly [Refused, object]>> = {
  'a refresh token that there is not': [
    { path: '/token', body: { grant_type: 'refresh_token', refresh_token: 'hidden-value-of-a-token' } },
    { endpoint: 'token', reason: 'invalid_grant', detail: 'refresh token not found' },
  ],
  'a wrong secret': [
    { path: '/token', body: { grant_type: 'refresh_token', refresh_token: 'x' }, authorization: 'wrong' },
    { endpoint: 'token', reason: 'invalid_client', detail: 'invalid secret provided' },
  ],
  'no client at all, at introspection': [
    { path: '/token/introspection', body: { token: 'hidden-value-of-a-token' }, authorization: null },
    {
      endpoint: 'introspection',
      reason: 'invalid_request',
      detail: 'no client authentication mechanism provided',
    },
  ],
  'a parameter that is missing, at revocation': [
    { path: '/token/revocation', body: {} },
    { endpoint: 'revocation', reason: 'invalid_request', detail: "missing required parameter 'token'" },
  ],
  'a redirect URI that is not registered, in a pushed request': [
    {
      path: '/request',
      body: { response_type: 'code', redirect_uri: 'https://evil.example/', scope: 'openid' },
    },
    { endpoint: 'pushed_authorization_request', reason: 'invalid_request' },
  ],
  'a client that is no device': [
    { path: '/device/auth', body: { scope: 'openid' } },
    { endpoint: 'device_authorization', reason: 'invalid_request' },
  ],
  'a packed body, which the library never sees': [
    { path: '/token', body: {}, headers: { 'content-encoding': 'gzip' } },
    { endpoint: 'token', reason: 'invalid_request' },
  ],
  'another method': [
    { path: '/token', method: 'GET' },
    { endpoint: 'token', reason: 'invalid_request' },
  ],
};

function ask({ server, application }: World, refused: Refused): Promise<Response> {
  const { path, body, method = 'POST', authorization: secret } = refused;
  const wrong = Buffer.from(`${application.clientId}:${secret}`).toString('base64');
  const own = secret === undefined ? application.credentials() : { authorization: `Basic ${wrong}` };
  const headers = { ...(secret === null ? {} : own), ...refused.headers };
  const sent = method === 'GET' ? {} : { body: new URLSearchParams(body) };
  return fetch(`${server.address}${path}`, { method, headers, ...sent });
}

type Line = Readonly<Record<string, unknown>>;

function refusedIn({ log }: TestServer): Line[] {
  const lines = log.map((line) => JSON.parse(line) as Line);
  return lines.filter(({ msg }) => msg === 'a request of a program was refused');
}

describe('a request of a program that is refused', () => {
  for (const [name, [refused, said]] of Object.entries(refusals))
    it(`is one line in the log: ${name}`, async () => {
      const world = await createWorld();
      const answer = await ask(world, refused);
      expect(answer.status).to.be.within(400, 499);
      const id = answer.headers.get('x-request-id');
      const lines = refusedIn(world.server).filter(({ requestId }) => requestId === id);
      expect(lines).to.have.length(1);
      expect(lines[0]).to.deep.include({ level: 'warn', ...said });
      const isKnown = refused.authorization !== null && refused.method === undefined && !refused.headers;
      expect(lines[0]?.clientId).to.equal(isKnown ? world.application.clientId : null);
      const all = world.server.log.join('\n');
      for (const secret of ['hidden-value', `secret-of-${world.slug}`]) expect(all).not.to.include(secret);
    });

  it('is no line where a device only has to ask again', async () => {
    const world = await createWorld();
    const id = `${world.slug}-device`;
    const grant = 'urn:ietf:params:oauth:grant-type:device_code';
    const client = { client_id: id, token_endpoint_auth_method: 'none', grant_types: [grant] };
    await seed(world.server, { clients: [client] });
    const post = (path: string, body: Record<string, string>) =>
      fetch(`${world.server.address}${path}`, { method: 'POST', body: new URLSearchParams(body) });
    const asked = await post('/device/auth', { client_id: id, scope: 'openid' });
    const { device_code: code } = (await asked.json()) as { device_code: string };
    const pending = await post('/token', { client_id: id, grant_type: grant, device_code: code });
    expect(((await pending.json()) as { error: string }).error).to.equal('authorization_pending');
    expect(refusedIn(world.server).filter(({ clientId }) => clientId === id)).to.deep.equal([]);
  });

  it('is a line with what it was used for, where a used token came at the same time', async () => {
    const world = await createWorld();
    const { application, server, greta } = world;
    const { answer } = await signIn(application, greta);
    const { refresh_token: token = '' } = await application.redeem(answer);
    await Promise.all([1, 2, 3].map(() => refusedWith(application.refresh(token))));
    await until('the refusals to be logged', async () => ofClient(server, application.clientId).length === 2);
    for (const line of ofClient(server, application.clientId))
      expect(line).to.deep.include({ reason: 'invalid_grant', grantType: 'refresh_token' });
  });
});

function ofClient(server: TestServer, id: string): Line[] {
  return refusedIn(server).filter(({ clientId }) => clientId === id);
}
