import { expect } from 'chai';
import * as oidc from 'openid-client';
import { ApiClient, apiOf, operatorOf, operatorToken } from '../harness/api.ts';
import { Application, redirectUri } from '../harness/application.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';
import { refusedWith } from '../sign-in/support/refused.ts';

const pathOf = (id: string) => `/clients/${encodeURIComponent(id)}`;

async function registered(world: World, operator: ApiClient, over: object = {}): Promise<string> {
  const id = `${world.slug}-new`;
  const registration = {
    client_id: id,
    client_secret: `secret-of-${id}`,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    first_party: true,
    scope: 'openid offline_access account organization:admin',
    ...over,
  };
  const created = await operator.post('/clients', registration);
  expect(created.status, JSON.stringify(created.body)).to.equal(201);
  expect(created.headers.get('location')).to.equal(`/api/v1${pathOf(id)}`);
  return id;
}

/** As if a client had been registered two minutes from now: what it has by then is from before. */
async function registerLater({ server }: World, clientId: string): Promise<void> {
  await server.countersign.db.sql(
    "UPDATE clients SET created_at = now() + interval '2 minutes' WHERE client_id = $1",
    [clientId],
  );
}

describe('clients, through the API', () => {
  it('are registered, read, listed, changed and deleted by the operator, and each leaves its event', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const id = await registered(world, operator, {
      client_name: 'New',
      organization: world.slug,
      require_acr: 2,
    });
    const read = await operator.get(pathOf(id));
    expect(read.body).to.deep.include({
      client_id: id,
      client_name: 'New',
      redirect_uris: [redirectUri],
      environment: 'production',
      organization: world.slug,
      first_party: true,
      require_acr: 2,
    });
    expect(JSON.stringify(read.body)).not.to.include(`secret-of-${id}`);
    const changed = await operator.patch(pathOf(id), {
      client_name: null,
      organization: null,
      require_acr: 3,
    });
    expect(changed.status, JSON.stringify(changed.body)).to.equal(200);
    expect(changed.body)
      .to.include({ organization: null, require_acr: 3 })
      .and.not.to.have.property('client_name');
    const listed: string[] = [];
    for (let cursor = ''; listed.length < 10_000; ) {
      const { body } = await operator.get(`/clients?limit=200${cursor}`);
      listed.push(...body.items.map((each: { client_id: string }) => each.client_id));
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(listed).to.include(id).and.to.deep.equal(listed.toSorted());
    expect((await operator.delete(pathOf(id))).status).to.equal(204);
    for (const again of [await operator.delete(pathOf(id)), await operator.get(pathOf(id))])
      expect([again.status, again.body.code]).to.deep.equal([404, 'not_found']);
    expect((await operator.patch(pathOf(id), { client_name: 'x' })).status).to.equal(404);
    const events = await world.server.countersign.db.sql<{ type: string }>(
      "SELECT type FROM audit_events WHERE detail->>'client' = $1 AND type LIKE 'client.%' ORDER BY id",
      [id],
    );
    expect(events.map(({ type }) => type)).to.deep.equal([
      'client.created',
      'client.updated',
      'client.deleted',
    ]);
  });

  it('get a secret where they need one and bring none, which is told once', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const id = `${world.slug}-machine`;
    const registration = { client_id: id, grant_types: ['client_credentials'], scope: 'operator' };
    const key = { 'idempotency-key': `key-${id}` };
    const created = await operator.post('/clients', registration, key);
    expect(created.body.client_secret).to.match(/^[\w-]{43}$/);
    const again = await operator.post('/clients', registration, key);
    expect([again.status, again.body.client_secret, again.body.shown_before]).to.deep.equal([
      201,
      undefined,
      true,
    ]);
    const token = await operatorToken(world.server, { id, secret: created.body.client_secret });
    expect((await new ApiClient(world.server, token).get('/users?limit=1')).status).to.equal(200);
    const open = {
      client_id: `${id}-open`,
      token_endpoint_auth_method: 'none',
      redirect_uris: [redirectUri],
    };
    expect((await operator.post('/clients', open)).body).not.to.have.property('client_secret');
  });

  it('are refused where another has the id, or the provider would refuse them, and nothing changes', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const id = await registered(world, operator);
    const before = (await operator.get(pathOf(id))).body;
    for (const [body, status] of [
      [{ client_id: id, redirect_uris: [redirectUri] }, 422],
      [{ client_id: `${id}2`, redirect_uris: [] }, 422],
      [{ client_id: `${id}2`, redirect_uris: [redirectUri], organization: 'nobodys-org' }, 422],
      [{ client_id: `${id}2`, redirect_uris: [redirectUri], environment: 'nowhere' }, 422],
      [{ client_id: `${id}2`, redirect_uris: ['https://*.example/callback'] }, 422],
      [{ client_id: 'countersign', redirect_uris: [redirectUri] }, 422],
      [
        {
          client_id: `${id}2`,
          token_endpoint_auth_method: 'none',
          grant_types: ['client_credentials'],
          scope: 'operator',
        },
        422,
      ],
    ] as const) {
      const refused = await operator.post('/clients', body);
      expect(refused.status, JSON.stringify([body, refused.body])).to.equal(status);
    }
    for (const change of [{ redirect_uris: null }, { client_id: 'x' }, { scope: 'nonsense' }, {}]) {
      const answer = await operator.patch(pathOf(id), change);
      expect(answer.status, JSON.stringify([change, answer.body])).to.equal(
        Object.keys(change).length === 0 ? 200 : 422,
      );
    }
    expect((await operator.get(pathOf(id))).body).to.deep.equal(before);
    expect((await operator.get(`/clients/${id}2`)).status).to.equal(404);
  });

  it('that are deleted have tokens that are worth nothing, everywhere, and nobody else has', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const id = await registered(world, operator);
    const application = await Application.discover(world.server.issuer, id, `secret-of-${id}`);
    const api = await apiOf({ server: world.server, application }, world.tomas);
    const others = await apiOf(world, world.mina);
    expect((await api.get('/me')).status).to.equal(200);
    await operator.delete(pathOf(id));
    expect((await api.get('/me')).status).to.equal(401);
    expect((await others.get('/me')).status).to.equal(200);
  });

  it('of an id that was another client’s before get nothing by that one’s tokens and consents', async () => {
    const world = await createWorld();
    const { server, tomas } = world;
    const operator = await operatorOf(world);
    const id = await registered(world, operator, { first_party: false });
    const application = await Application.discover(server.issuer, id, `secret-of-${id}`);
    const parameters = { scope: 'openid offline_access', prompt: 'consent' };
    const { browser, answer } = await signIn(application, tomas, { parameters });
    expect(answer.name).to.equal('consent');
    const tokens = await application.redeem(await browser.submit(answer));
    const api = await apiOf(world, tomas, { step: 1 });
    await registerLater(world, id);
    await registerLater(world, `${world.slug}-one`);
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    const read = await oidc.tokenIntrospection(application.config, tokens.access_token);
    expect(read.active).to.equal(false);
    expect((await api.get('/me')).status).to.equal(401);
    const again = await application.start(browser, { scope: 'openid' });
    expect(again.name).to.equal('consent');
  });
});

describe('environments, through the API', () => {
  it('are listed in the order of their names', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    await operator.put(`/environments/${world.slug}-staging`, { mfa: 'off' });
    const { status, body } = await operator.get('/environments');
    expect(status).to.equal(200);
    const names = body.items.map(({ name }: { name: string }) => name);
    expect(names)
      .to.include.members(['production', `${world.slug}-staging`])
      .and.to.deep.equal(names.toSorted());
  });
});
