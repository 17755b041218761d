import { expect } from 'chai';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import type { ResourceSettings } from '../../src/provider/decisions/resources.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { sharedServer, startTestServer } from '../harness/server.ts';
import { createWorld, seed, signIn, type World } from '../harness/world.ts';

const api = 'https://api.example/';
const client = { default_resource: api, id_token_claims: true };
const scope = 'openid email read';

async function tokensOf({ application, greta }: World, resource?: string) {
  const { answer } = await signIn(application, greta, {
    parameters: { scope, ...(resource && { resource }) },
  });
  return application.redeem(answer, resource);
}

async function refusalOf(seeded: Promise<unknown>): Promise<string> {
  const refusal = await seeded.catch((error: unknown) => error);
  expect(refusal).to.be.instanceOf(Refusal);
  return ((refusal as Refusal).detail.list ?? []).join('; ');
}

describe('a client with a default_resource', () => {
  it('gets a JWT for its API without naming it, and again at a refresh', async () => {
    const world = await createWorld({ client });
    const tokens = await tokensOf(world);
    const { exp = 0, iat = 0, ...told } = decodeJwt(tokens.access_token);
    expect(told).to.include({ aud: api, scope: 'read' });
    expect(exp - iat, 'ruling 9').to.equal(5 * 60);
    expect(tokens.claims()).to.include({ email: world.greta.email });
    const refreshed = await world.application.refresh(tokens.refresh_token ?? '');
    expect(decodeJwt(refreshed.access_token)).to.include({ aud: api });
    expect(refreshed.claims()).to.include({ email: world.greta.email });
  });

  it('gets what it names where it names something', async () => {
    const world = await createWorld({ client });
    const own = `${world.server.issuer}/api/v1`;
    const { application, greta } = world;
    const asked = { scope: 'openid account', resource: own };
    const { answer } = await signIn(application, greta, { parameters: asked });
    const named = await application.redeem(answer, own);
    expect(decodeJwt(named.access_token)).to.include({ aud: own, scope: 'account' });
    expect(decodeJwt((await tokensOf(world, api)).access_token)).to.include({ aud: api });
  });

  it('gets its own of several that were granted, and one for userinfo where that is not among them', async () => {
    const world = await createWorld({ client });
    const { application, greta, server } = world;
    const { browser, answer } = await signIn(application, greta);
    await application.redeem(answer);
    const ask = async (...resources: readonly string[]) => {
      const url = new URL(await application.authorizationUrl({ scope: 'openid read account' }));
      for (const resource of resources) url.searchParams.append('resource', resource);
      return application.redeem(await browser.open(url.href));
    };
    const ourApi = `${server.issuer}/api/v1`;
    expect(decodeJwt((await ask(ourApi, api)).access_token)).to.include({ aud: api, scope: 'read' });
    const { access_token: token } = await ask(ourApi);
    const info = await oidc.fetchUserInfo(application.config, token, oidc.skipSubjectCheck);
    expect(info.sub).to.be.a('string');
  });

  it('gets one for userinfo once the registration names none any more', async () => {
    const world = await createWorld({ client });
    const operator = await operatorOf(world);
    const { clientId, config } = world.application;
    const changed = await operator.patch(`/clients/${clientId}`, { default_resource: null });
    expect([changed.status, 'default_resource' in changed.body]).to.deep.equal([200, false]);
    travel(2);
    const tokens = await tokensOf(world);
    const info = await oidc.fetchUserInfo(config, tokens.access_token, oidc.skipSubjectCheck);
    expect(info.email).to.equal(world.greta.email);
  });

  it('never gets one for our own API by a registration from before', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const found = await db.clients.find(world.application.clientId);
    if (found === null) throw new Error('the client is gone');
    const metadata = { ...found.client.metadata, default_resource: `${world.server.issuer}/api/v1` };
    await db.clients.save({ ...found.client, metadata });
    travel(2);
    const tokens = await tokensOf(world);
    const info = await oidc.fetchUserInfo(
      world.application.config,
      tokens.access_token,
      oidc.skipSubjectCheck,
    );
    expect(info.email).to.equal(world.greta.email);
  });

  it('cannot reach it by an API of another name either, which the server does not start with', async () => {
    const { issuer, database } = await sharedServer();
    const { audience, ...other } = {
      scopes: 'account',
      format: 'jwt',
      audience: `${issuer}/api/v1`,
    } as const;
    const started = (resources: ResourceSettings) =>
      startTestServer({ issuer, database, resources }).then(
        async (server) => {
          await server.stop();
          return 'started';
        },
        (error: unknown) => String(error),
      );
    expect(await started({ [api]: { ...other, audience } })).to.include('CannotStart: resources: ');
    expect(await started({ [api]: other })).to.equal('started');
  });

  it('is refused without id_token_claims, for our own API and for one that nobody has configured', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const { clientId: client_id } = world.application;
    const own = `${world.server.issuer}/api/v1`;
    for (const [wanted, reason] of [
      [
        { default_resource: api },
        'needs id_token_claims: true, since a token for an API cannot read userinfo',
      ],
      [{ ...client, default_resource: own }, 'must not be the API of Countersign'],
      [
        { ...client, default_resource: 'https://nowhere.example/' },
        `must be among the resources of the configuration: ${api}`,
      ],
    ] as const) {
      const refused = await refusalOf(seed(world.server, { clients: [{ client_id, ...wanted }] }));
      expect(refused).to.include('default_resource').and.to.include(reason);
      const answer = await operator.patch(`/clients/${client_id}`, wanted);
      expect([answer.status, answer.body.code]).to.deep.equal([422, 'invalid_document']);
      expect(JSON.stringify(answer.body)).to.include(reason);
    }
    await seed(world.server, { clients: [{ client_id, ...client }] });
    const taken = await operator.patch(`/clients/${client_id}`, { id_token_claims: false });
    expect(taken.status, 'one without the other').to.equal(422);
  });

  it('may be a machine, which reads no userinfo anyway', async () => {
    const world = await createWorld();
    const [client_id, client_secret] = [`${world.slug}-job`, 'a secret of the job'];
    const job = { client_id, client_secret, grant_types: ['client_credentials'], default_resource: api };
    await seed(world.server, { clients: [job] });
    const config = await oidc.discovery(new URL(world.server.issuer), client_id, client_secret, undefined, {
      execute: [oidc.allowInsecureRequests],
    });
    const { access_token: token } = await oidc.clientCredentialsGrant(config, {});
    expect(decodeJwt(token)).to.include({ aud: api, sub: client_id });
  });
});

describe('the sid of an ID token', () => {
  it('is one for each application and session, the same after a refresh', async () => {
    const world = await createWorld();
    const { application, otherApplication, greta } = world;
    const { answer, browser } = await signIn(application, greta);
    const tokens = await application.redeem(answer);
    const sid = tokens.claims()?.sid;
    expect(sid).to.be.a('string');
    expect((await application.refresh(tokens.refresh_token ?? '')).claims()?.sid).to.equal(sid);
    const again = await application.redeem(await application.start(browser));
    expect(again.claims()?.sid).to.equal(sid);
    const others = await otherApplication.redeem(await otherApplication.start(browser));
    expect(others.claims()?.sid).to.be.a('string').and.not.to.equal(sid);
  });

  it('is left out where the registration wants none', async () => {
    const world = await createWorld({ client: { backchannel_logout_session_required: false } });
    const { answer } = await signIn(world.application, world.greta);
    expect((await world.application.redeem(answer)).claims()).not.to.have.property('sid');
  });
});
