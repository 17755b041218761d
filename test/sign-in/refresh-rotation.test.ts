import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { exportJWK, generateKeyPair } from 'jose';
import * as oidc from 'openid-client';
import { Application, redirectUri } from '../harness/application.ts';
import { travel } from '../harness/clock.ts';
import { createWorld, seed, signIn, type World } from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

/** How a client proves itself, and whether its access tokens are bound to a key of its own. */
interface Kind {
  readonly signs: boolean;
  readonly bound: boolean;
}

interface Tokens {
  readonly application: Application;
  readonly DPoP: oidc.DPoPHandle | undefined;
  readonly token: string;
}

async function applicationOf({ server }: World, { signs, bound }: Kind): Promise<Application> {
  const id = `rotation-${randomUUID().slice(0, 8)}`;
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const client = { client_id: id, redirect_uris: [redirectUri], first_party: true };
  const proof = signs
    ? { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [await exportJWK(publicKey)] } }
    : { client_secret: `secret-of-${id}` };
  const grants = { grant_types: ['authorization_code', 'refresh_token'], dpop_bound_access_tokens: bound };
  await seed(server, { clients: [{ ...client, ...proof, ...grants }] });
  const issuer = new URL(server.issuer);
  const execute = [oidc.allowInsecureRequests];
  // Only the issuer is the audience of an assertion here.
  const signed = oidc.PrivateKeyJwt(privateKey, {
    [oidc.modifyAssertion]: (_header, payload) => {
      payload.aud = server.issuer;
    },
  });
  const authentication = signs ? signed : oidc.ClientSecretBasic(`secret-of-${id}`);
  const config = await oidc.discovery(issuer, id, undefined, authentication, { execute });
  return new Application(config, id);
}

/** Greta's tokens at a client of that kind. */
async function tokensOf(world: World, kind: Kind): Promise<Tokens> {
  const application = await applicationOf(world, kind);
  const { config } = application;
  const DPoP = kind.bound ? oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256')) : undefined;
  const { answer } = await signIn(application, world.greta);
  const { grant_type: grant = '', ...body } = application.redemption(answer);
  const tokens = await oidc.genericGrantRequest(config, grant, body, DPoP && { DPoP });
  return { application, DPoP, token: tokens.refresh_token ?? '' };
}

async function refresh({ application, DPoP }: Tokens, token: string): Promise<string> {
  const tokens = await oidc.refreshTokenGrant(application.config, token, undefined, DPoP && { DPoP });
  expect(tokens.token_type).to.equal(DPoP === undefined ? 'bearer' : 'dpop');
  return tokens.refresh_token ?? '';
}

describe('a refresh token', () => {
  it('stays the same for a client that signs its requests and binds its access tokens (FAPI 2.0)', async () => {
    const tokens = await tokensOf(await createWorld(), { signs: true, bound: true });
    expect(await refresh(tokens, tokens.token)).to.equal(tokens.token);
    const together = await Promise.all([1, 2, 3].map(() => refresh(tokens, tokens.token)));
    expect(new Set(together)).to.deep.equal(new Set([tokens.token]));
  });

  for (const kind of [
    { signs: true, bound: false },
    { signs: false, bound: true },
    { signs: false, bound: false },
  ])
    it(`is replaced for a client with ${JSON.stringify(kind)}`, async () => {
      const tokens = await tokensOf(await createWorld(), kind);
      expect(await refresh(tokens, tokens.token))
        .to.match(/^[\w-]{43}$/)
        .and.not.to.equal(tokens.token);
    });

  it('that was replaced before its client stopped rotating is good for nothing', async () => {
    const world = await createWorld();
    const tokens = await tokensOf(world, { signs: true, bound: false });
    const next = await refresh(tokens, tokens.token);
    const { config, clientId } = tokens.application;
    await seed(world.server, { clients: [{ client_id: clientId, dpop_bound_access_tokens: true }] });
    travel(2);
    const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'));
    for (const token of [tokens.token, next])
      expect(await refusedWith(refresh({ ...tokens, DPoP }, token))).to.equal('invalid_grant');
  });
});
