import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { createWorld, everyoneNow, seed, signIn, type World } from '../harness/world.ts';

/** A client that acts for itself. */
async function machineOf({ server, slug }: World) {
  const machine = { client_id: `${slug}-machine`, client_secret: `secret-of-${slug}-machine` };
  await seed(server, { clients: [{ ...machine, grant_types: ['client_credentials'], scope: 'operator' }] });
  const pair = `${machine.client_id}:${machine.client_secret}`;
  return {
    id: machine.client_id,
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
  };
}

interface Machine {
  readonly id: string;
  readonly headers: Record<string, string>;
}

function post(url: string, machine: Machine, body: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', headers: machine.headers, body: new URLSearchParams(body) });
}

function ask({ server }: World, machine: Machine, more: Record<string, string> = {}): Promise<Response> {
  const resource = `${server.issuer}/api/v1`;
  return post(`${server.issuer}/token`, machine, {
    grant_type: 'client_credentials',
    scope: 'operator',
    resource,
    ...more,
  });
}

async function machineToken(world: World, machine: Machine): Promise<Record<string, string>> {
  const answer = await ask(world, machine);
  expect(answer.status).to.equal(200);
  return (await answer.json()) as Record<string, string>;
}

describe('a machine', () => {
  it('D29, ruling 22: gets a token without a person, a role or a proof, for five minutes', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const machine = await machineOf(world);
    const tokens = await machineToken(world, machine);
    expect(tokens).not.to.have.any.keys('id_token', 'refresh_token');
    const claims = decodeJwt(tokens.access_token ?? '');
    expect([claims.sub, claims.client_id, claims.scope, claims.aud]).to.deep.equal([
      machine.id,
      machine.id,
      'operator',
      `${world.server.issuer}/api/v1`,
    ]);
    expect(claims).not.to.have.any.keys('amr', 'acr', 'auth_time', 'mfa_time', 'organization', 'roles');
    expect(Number(claims.exp) - Number(claims.iat)).to.be.at.most(300);
  });

  it('ruling 22: gets no scope of a person, and nothing of another resource', async () => {
    const world = await createWorld();
    const machine = await machineOf(world);
    for (const scope of ['openid', 'organization', 'organization:admin', 'openid operator', 'offline_access'])
      expect((await ask(world, machine, { scope })).status, scope).to.equal(400);
    const elsewhere = await ask(world, machine, { resource: 'https://other.example/' });
    expect([elsewhere.status, ((await elsewhere.json()) as { error: string }).error]).to.deep.equal([
      400,
      'invalid_target',
    ]);
  });

  it('gets no token with a wrong secret', async () => {
    const world = await createWorld();
    const machine = await machineOf(world);
    const headers = { authorization: `Basic ${Buffer.from(`${machine.id}:wrong`).toString('base64')}` };
    expect((await ask(world, { ...machine, headers })).status).to.equal(401);
  });

  it('D29, ruling 22: has nobody whom userinfo could tell of', async () => {
    const world = await createWorld();
    const tokens = await machineToken(world, await machineOf(world));
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    expect((await fetch(`${world.server.issuer}/me`, { headers })).status).to.equal(401);
  });

  it('cannot sign people in', async () => {
    const world = await createWorld();
    const machine = await machineOf(world);
    const url = new URL(await world.application.authorizationUrl());
    url.searchParams.set('client_id', machine.id);
    const answer = await fetch(url, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).to.deep.equal([400, null]);
  });

  it('ruling 22: keeps its scope from people', async () => {
    const { application, greta, server } = await createWorld({
      client: { scope: 'openid offline_access operator' },
    });
    const resource = `${server.issuer}/api/v1`;
    const { answer } = await signIn(application, greta, {
      parameters: { scope: 'openid operator', resource },
    });
    expect(application.errorOf(answer)).to.equal('invalid_scope');
  });

  it('is none without a secret: registered as public before that was refused, it gets no token', async () => {
    const world = await createWorld();
    const { clients } = world.server.countersign.db;
    const machine = await machineOf(world);
    const client = (await clients.find(machine.id))?.client;
    if (client === undefined) throw new Error('the machine is registered');
    const clientId = `${world.slug}-anybody`;
    const metadata = { ...client.metadata, token_endpoint_auth_method: 'none' };
    await clients.save({ ...client, clientId, metadata });
    const answer = await ask(world, { id: clientId, headers: {} }, { client_id: clientId });
    expect([answer.status, await answer.json()]).to.deep.equal([
      400,
      { error: 'invalid_request', error_description: 'requested grant type is not allowed for this client' },
    ]);
  });

  it('cannot become one that proves nothing', async () => {
    const world = await createWorld();
    const { id } = await machineOf(world);
    const clients = [{ client_id: id, token_endpoint_auth_method: 'none' }];
    const refused = await seed(world.server, { clients }).catch((reason) => reason);
    expect([refused.code, refused.detail?.list?.[0]]).to.deep.equal([
      'invalid_document',
      'clients[0].token_endpoint_auth_method: must not be none for grant type client_credentials (RFC 6749 section 4.4)',
    ]);
  });

  it('is the only kind of client that may use its grant', async () => {
    const world = await createWorld();
    const headers = { authorization: world.application.credentials().authorization ?? '' };
    const answer = await ask(world, { id: world.application.clientId, headers });
    expect(answer.status).to.equal(400);
    expect(await answer.json()).not.to.have.property('access_token');
  });
});
