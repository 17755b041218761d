import { expect } from 'chai';
import * as oidc from 'openid-client';
import { endpoints } from '../../src/web/api/endpoints/all.ts';
import { ApiClient, apiOf, operatorOf } from '../harness/api.ts';
import { Application, redirectUri } from '../harness/application.ts';
import { everyScope, forApi } from '../harness/scopes.ts';
import { createWorld, everyoneNow, seed, signIn, type World } from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

/** A machine of an organization whose application programming interface is protected by us. */
async function machineToken({ server, slug }: World, scope: string, resource: string): Promise<Response> {
  const client_id = `${slug}-robot`;
  const client_secret = `secret-of-${client_id}`;
  await seed(server, {
    clients: [{ client_id, client_secret, grant_types: ['client_credentials'], organization: slug }],
  });
  return fetch(`${server.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource }),
  });
}

/** A script of Mina's that lives on a refresh token, from a time when nobody had to have a factor. */
async function script(world: World) {
  const { server, slug, mina } = world;
  const id = `${slug}-script`;
  const client = { client_id: id, client_secret: `secret-of-${id}`, redirect_uris: [redirectUri] };
  const grant_types = ['authorization_code', 'refresh_token'];
  await seed(server, { clients: [{ ...client, grant_types, scope: everyScope }] });
  const application = await Application.discover(server.issuer, id, client.client_secret);
  const { scope, resource } = forApi(server);
  const parameters = { scope: `${scope} offline_access`, prompt: 'consent', resource };
  const { browser, answer } = await signIn(application, mina, { parameters });
  const tokens = await application.redeem(await browser.submit(answer), resource);
  return { application, resource, tokens };
}

describe('a token without a person in front', () => {
  it('D29: of a script that refreshes obeys the rule from the moment on in which it binds', async () => {
    const world = await createWorld();
    const { application, resource, tokens } = await script(world);
    const refresh = (token = '') => oidc.refreshTokenGrant(application.config, token, { resource });
    const before = await refresh(tokens.refresh_token);
    const api = new ApiClient(world.server, before.access_token);
    expect((await api.get('/me')).status).to.equal(200);
    await seed(world.server, { organizations: [{ slug: world.slug, enforcement: everyoneNow }] });
    expect((await api.get('/me')).status).to.equal(401);
    expect(await refusedWith(refresh(before.refresh_token))).to.equal('invalid_grant');
  });

  it('D29, ruling 22: of a machine opens its own resource and nothing of ours', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const own = await machineToken(world, 'read', 'https://api.example/');
    expect(own.status).to.equal(200);
    const { access_token: token } = (await own.json()) as { access_token: string };
    const api = new ApiClient(world.server, token);
    for (const path of [
      '/me',
      `/organizations/${world.slug}`,
      `/organizations/${world.slug}/members`,
      '/organizations',
    ])
      expect((await api.get(path)).status, path).to.equal(401);
  });

  it('D29, ruling 22: of a machine has the operator’s power only where the file names that scope', async () => {
    const world = await createWorld();
    for (const scope of ['operator', 'read operator', 'organization:admin operator']) {
      const refused = await machineToken(world, scope, `${world.server.issuer}/api/v1`);
      expect([refused.status, ((await refused.json()) as { error: string }).error], scope).to.deep.equal([
        400,
        'invalid_scope',
      ]);
    }
    const without = await machineToken(world, '', `${world.server.issuer}/api/v1`);
    const { access_token: token } = (await without.json()) as { access_token: string };
    const refused = await new ApiClient(world.server, token).get('/organizations');
    expect([refused.status, refused.body.code, refused.headers.get('www-authenticate')]).to.deep.equal([
      403,
      'insufficient_scope',
      'Bearer error="insufficient_scope", scope="operator"',
    ]);
  });

  it('ruling 22: of the operator acts as no person, wherever a person is meant', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const own = endpoints.filter(({ access }) => access.kind === 'person');
    expect(own.length).to.be.greaterThan(10);
    for (const { method, path } of own) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      const answer = await operator.send(method, path.replaceAll(/\{\w+\}/g, 'x'), body);
      expect([answer.status, answer.body.code], `${method} ${path}`).to.deep.equal([
        403,
        'insufficient_scope',
      ]);
    }
  });

  it('ruling 22: is had by machines that the operator has made, by file or API: there is no other way to make one', async () => {
    const world = await createWorld();
    const { server } = world;
    const document = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).text();
    expect(document).not.to.include('registration_endpoint');
    const metadata = JSON.stringify({
      client_name: 'x',
      grant_types: ['client_credentials'],
      redirect_uris: [],
    });
    const headers = { 'content-type': 'application/json' };
    const clients = async () => (await server.countersign.db.sql('SELECT client_id FROM clients')).length;
    const before = await clients();
    for (const path of ['/reg', '/register', '/connect/register', '/clients'])
      expect(
        (await fetch(server.issuer + path, { method: 'POST', headers, body: metadata })).status,
      ).to.equal(404);
    const makers = endpoints.filter(({ path, operationId }) => /client|machine/i.test(path + operationId));
    expect(new Set(makers.map(({ access }) => access.kind))).to.deep.equal(new Set(['operator']));
    const [owner, operator] = [await apiOf(world, world.olivia), await operatorOf(world)];
    const known = await clients();
    const machine = { client_id: 'made-by-an-owner', grant_types: ['client_credentials'] };
    const refused = await owner.post('/clients', machine);
    expect([refused.status, refused.body.code]).to.deep.equal([403, 'insufficient_scope']);
    for (const api of [owner, operator])
      for (const path of [`/organizations/${world.slug}/clients`, '/machines'])
        for (const method of ['POST', 'PUT']) expect((await api.send(method, path, {})).status).to.equal(404);
    expect([known, await clients()]).to.deep.equal([before + 1, before + 1]);
  });
});
