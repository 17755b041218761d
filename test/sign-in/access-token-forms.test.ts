import { expect } from 'chai';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { withOwnApi } from '../../src/provider/decisions/resources.ts';
import { rotateSigningKeys } from '../../src/provider/keys/keys.ts';
import { travel } from '../harness/clock.ts';
import { startOwnServer, type TestServer } from '../harness/server.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';

const jwt = { scopes: 'read', format: 'jwt' } as const;
const resources = {
  'https://plain.example/': jwt,
  'https://cheap.example/': { ...jwt, signing_alg: 'ES256' },
  'https://spring.example/': { ...jwt, typ: 'JWT', audience: 'spring' },
} as const;

/** What the header of a token for each API says. */
const expected = {
  'https://plain.example/': { alg: 'RS256', typ: 'at+jwt' },
  'https://cheap.example/': { alg: 'ES256', typ: 'at+jwt' },
  'https://spring.example/': { alg: 'RS256', typ: 'JWT' },
} as const;

describe('JWT access tokens', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startOwnServer({ resources });
    world = await createWorld({ server });
  });
  after(() => server.stop());

  /** The header, of a token whose signature and audience are right. */
  async function headerOf(resource: keyof typeof resources) {
    const { application, greta } = world;
    const { answer } = await signIn(application, greta, { parameters: { scope: 'openid read', resource } });
    const { access_token: token } = await application.redeem(answer, resource);
    const { issuer, address } = server;
    const keySet = createRemoteJWKSet(new URL(`${address}/jwks`));
    const audience = resource === 'https://spring.example/' ? 'spring' : resource;
    await jwtVerify(token, keySet, { issuer, audience });
    return decodeProtectedHeader(token);
  }

  for (const [resource, header] of Object.entries(expected))
    it(`for ${resource} are ${header.typ}, signed with ${header.alg}`, async () => {
      expect(await headerOf(resource as keyof typeof resources)).to.include(header);
    });

  it('go on in both ways after a rotation of the keys', async () => {
    const before = await headerOf('https://plain.example/');
    const deed = { actor: { kind: 'operator' }, now: new Date() } as const;
    await rotateSigningKeys(server.countersign.db, deed, { when: 'overlapping' });
    travel(3601);
    await server.countersign.live.refresh();
    for (const [resource, header] of Object.entries(expected))
      expect(await headerOf(resource as keyof typeof resources), resource).to.include(header);
    expect((await headerOf('https://plain.example/')).kid).not.to.equal(before.kid);
  });

  it('of our own API are what no configuration changes', () => {
    const uri = 'https://id.example/api/v1';
    const other = { [uri]: { scopes: 'anything', format: 'opaque' } } as const;
    expect(withOwnApi('https://id.example', other)).to.deep.equal(withOwnApi('https://id.example'));
  });
});
