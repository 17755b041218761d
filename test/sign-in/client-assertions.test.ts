import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { redirectUri } from '../harness/application.ts';
import { sharedServer, startTestServer, type TestServer } from '../harness/server.ts';
import { seed } from '../harness/world.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

interface Endpoint {
  readonly path: string;
  /** What a request needs beside the client's assertion. */
  readonly body: Readonly<Record<string, string>>;
  /** The status for a client that it believes. */
  readonly status: number;
}

/** Every endpoint that authenticates clients. */
const endpoints: Readonly<Record<string, Endpoint>> = {
  token: { path: '/token', body: { grant_type: 'client_credentials', scope: 'operator' }, status: 200 },
  'pushed authorization request': {
    path: '/request',
    body: {
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    },
    status: 201,
  },
  introspection: { path: '/token/introspection', body: { token: 'unknown' }, status: 200 },
  revocation: { path: '/token/revocation', body: { token: 'unknown' }, status: 200 },
  'device authorization': { path: '/device/auth', body: { scope: 'openid' }, status: 200 },
};

interface Client {
  readonly id: string;
  readonly key: CryptoKey;
}

async function clientOf(server: TestServer): Promise<Client> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const id = `assertions-${randomUUID().slice(0, 8)}`;
  await seed(server, {
    clients: [
      {
        client_id: id,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'client_credentials', deviceGrant],
        scope: 'openid operator',
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [await exportJWK(publicKey)] },
      },
    ],
  });
  return { id, key: privateKey };
}

/** An assertion that is right but for `claims`; a claim that is undefined is left out. */
function assertionOf({ id, key }: Client, claims: JWTPayload): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 60;
  const usual = { iss: id, sub: id, jti: randomUUID(), exp };
  return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: 'ES256' }).sign(key);
}

interface Asked {
  readonly client: Client;
  readonly assertion: string;
}

function post(server: TestServer, { path, body }: Endpoint, { client, assertion }: Asked): Promise<Response> {
  const proof = { client_id: client.id, client_assertion_type: assertionType, client_assertion: assertion };
  return fetch(`${server.address}${path}`, {
    method: 'POST',
    body: new URLSearchParams({ ...body, ...proof }),
  });
}

/** The audiences that must not do, and how this endpoint would be named by them. */
function wrongAudiences(issuer: string, path: string): readonly unknown[] {
  return [
    `${issuer}${path}`,
    `${issuer}/token`,
    `${issuer}/request`,
    `${issuer}/`,
    issuer.toUpperCase(),
    'https://evil.example',
    [issuer],
    [issuer, 'https://evil.example'],
    [`${issuer}/token`],
    [issuer, `${issuer}${path}`],
    [],
    '',
    null,
    7,
    { issuer },
    undefined,
  ];
}

async function errorOf(answer: Response): Promise<unknown> {
  return ((await answer.json()) as { error?: unknown }).error;
}

/** The lines of the log that tell of a refused assertion of the client. */
function refusalsIn({ log }: TestServer, { id }: Client) {
  return log
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg, clientId }) => msg === 'a request of a program was refused' && clientId === id);
}

describe('a client assertion', () => {
  for (const [name, endpoint] of Object.entries(endpoints)) {
    it(`counts at the ${name} endpoint for the issuer alone, as a string`, async () => {
      const server = await sharedServer();
      const client = await clientOf(server);
      const right = await post(server, endpoint, {
        client,
        assertion: await assertionOf(client, { aud: server.issuer }),
      });
      expect(right.status).to.equal(endpoint.status);
      for (const aud of wrongAudiences(server.issuer, endpoint.path)) {
        const assertion = await assertionOf(client, { aud: aud as string });
        const before = refusalsIn(server, client).length;
        const answer = await post(server, endpoint, { client, assertion });
        expect(answer.status, JSON.stringify(aud)).to.equal(401);
        expect(await answer.json(), JSON.stringify(aud)).to.deep.equal({
          error: 'invalid_client',
          error_description: 'client authentication failed',
        });
        const lines = refusalsIn(server, client).slice(before);
        expect(lines.map(({ level, expectedAudience }) => ({ level, expectedAudience }))).to.deep.equal([
          { level: 'warn', expectedAudience: server.issuer },
        ]);
        expect(server.log.join('\n')).not.to.include(assertion.split('.')[2]);
      }
    });

    it(`counts once at the ${name} endpoint, and at no other one after it`, async () => {
      const server = await sharedServer();
      const client = await clientOf(server);
      const assertion = await assertionOf(client, { aud: server.issuer });
      expect((await post(server, endpoint, { client, assertion })).status).to.equal(endpoint.status);
      for (const other of Object.values(endpoints)) {
        const again = await post(server, other, { client, assertion });
        expect([again.status, await errorOf(again)]).to.deep.equal([401, 'invalid_client']);
      }
    });
  }

  it('counts once of many at the same moment, at two servers', async () => {
    const first = await sharedServer();
    const { issuer, database } = first;
    const second = await startTestServer({ issuer, database });
    try {
      const client = await clientOf(first);
      for (let round = 1; round <= 5; round += 1) {
        const assertion = await assertionOf(client, { aud: issuer });
        const { 'pushed authorization request': push } = endpoints;
        if (push === undefined) throw new Error('no such endpoint');
        const sent = Array.from({ length: 20 }, (_, index) =>
          post(index % 2 === 0 ? first : second, push, { client, assertion }),
        );
        const statuses = (await Promise.all(sent)).map(({ status }) => status);
        expect(statuses.toSorted()).to.deep.equal([201, ...Array(19).fill(401)]);
      }
    } finally {
      await second.stop();
    }
  });

  it('is refused where its issuer is another client, or it has no end, id or right signature', async () => {
    const server = await sharedServer();
    const [client, other] = [await clientOf(server), await clientOf(server)];
    const aud = server.issuer;
    const now = Math.floor(Date.now() / 1000);
    const wrong: readonly (readonly [string, Client, JWTPayload])[] = [
      ['iss of another', client, { aud, iss: other.id }],
      ['key of another', { ...client, key: other.key }, { aud }],
      ['no jti', client, { aud, jti: undefined as never }],
      ['no exp', client, { aud, exp: undefined as never }],
      ['past', client, { aud, exp: now - 60 }],
      ['not yet', client, { aud, nbf: now + 120 }],
      ['in two days', client, { aud, exp: now + 2 * 24 * 60 * 60 }],
      ['beyond all dates', client, { aud, exp: 1e300 }],
    ];
    for (const [name, signer, claims] of wrong)
      for (const endpoint of Object.values(endpoints)) {
        const asked = { client, assertion: await assertionOf(signer, claims) };
        const answer = await post(server, endpoint, asked);
        expect([answer.status, await errorOf(answer)], name).to.deep.equal([401, 'invalid_client']);
      }
    const hour = { client, assertion: await assertionOf(client, { aud, exp: now + 60 * 60 }) };
    expect((await post(server, endpoints.token as Endpoint, hour)).status).to.equal(200);
  });
});
