import { expect } from 'chai';
import * as oidc from 'openid-client';
import { ApiClient } from '../../harness/api.ts';
import { saying } from '../../harness/members.ts';
import { forApi } from '../../harness/scopes.ts';
import { createWorld, seed, signIn, type World } from '../../harness/world.ts';

type Asking = (world: World, DPoP: oidc.DPoPHandle) => Promise<string>;

const ofPerson: Asking = async ({ server, application, olivia }, DPoP) => {
  const parameters = forApi(server);
  const { answer } = await signIn(application, olivia, { parameters });
  const { grant_type: grant = '', ...redemption } = application.redemption(answer);
  const body = { ...redemption, resource: parameters.resource };
  const tokens = await oidc.genericGrantRequest(application.config, grant, body, { DPoP });
  return tokens.access_token;
};

const refreshed: Asking = async ({ server, application, olivia }, DPoP) => {
  const { resource, scope } = forApi(server);
  const { answer } = await signIn(application, olivia, { parameters: { scope, resource } });
  const { refresh_token: token = '' } = await application.redeem(answer, resource);
  return (await oidc.refreshTokenGrant(application.config, token, { resource }, { DPoP })).access_token;
};

const ofMachine: Asking = async ({ server, slug }, DPoP) => {
  const [id, secret] = [`${slug}-robot`, `secret-of-${slug}-robot`];
  const client = { client_id: id, client_secret: secret, grant_types: ['client_credentials'] };
  await seed(server, { clients: [{ ...client, scope: 'operator' }] });
  const execute = [oidc.allowInsecureRequests];
  const config = await oidc.discovery(new URL(server.issuer), id, secret, undefined, { execute });
  const body = { scope: 'operator', resource: `${server.issuer}/api/v1` };
  return (await oidc.clientCredentialsGrant(config, body, { DPoP })).access_token;
};

const kinds = { 'a person': ofPerson, 'a person, refreshed': refreshed, 'a machine': ofMachine };

describe('a token that is bound to a key of its client (DPoP)', () => {
  for (const [title, ask] of Object.entries(kinds))
    it(`does not open the API for who only bears it: ${title}`, async () => {
      const world = await createWorld();
      const keys = await oidc.randomDPoPKeyPair('ES256');
      const token = await ask(world, oidc.getDPoPHandle(world.application.config, keys));
      const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      expect(payload.cnf, 'it is bound').to.have.property('jkt');
      const path = title === 'a machine' ? `/organizations/${world.slug}` : '/me';
      const answer = await new ApiClient(world.server, token).get(path);
      expect(saying(answer)).to.deep.equal([401, 'invalid_token']);
      expect(answer.headers.get('www-authenticate')).to.equal('Bearer error="invalid_token"');
    });
});
