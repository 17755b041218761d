import { expect } from 'chai';
import { apiOf, operatorOf } from '../harness/api.ts';
import { Application } from '../harness/application.ts';
import { Browser } from '../harness/browser.ts';
import { everyScope, forApi } from '../harness/scopes.ts';
import { createWorld, everyoneNow, passPassword, seed, signIn, type World } from '../harness/world.ts';

/** An application in an environment of its own, which starts off. */
async function stagedApplication(
  { server, slug }: World,
  client: Readonly<Record<string, unknown>> = {},
): Promise<{ staging: Application; name: string }> {
  const name = `${slug}-staging`;
  const id = `${slug}-staged`;
  await seed(server, {
    environments: [{ name }],
    clients: [
      {
        client_id: id,
        client_secret: `secret-of-${id}`,
        redirect_uris: ['http://localhost:4999/callback'],
        grant_types: ['authorization_code', 'refresh_token'],
        first_party: true,
        scope: everyScope,
        environment: name,
        ...client,
      },
    ],
  });
  return { staging: await Application.discover(server.issuer, id, `secret-of-${id}`), name };
}

describe('the MFA of an environment', () => {
  it('L1, L2, ruling 8: is off until the operator switches it on, for its own clients alone', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, mina, tomas } = world;
    const { staging, name } = await stagedApplication(world);
    const operator = await operatorOf(world);
    const path = `/environments/${name}`;
    expect((await operator.get(path)).body).to.deep.equal({
      name,
      mfa: 'off',
      pilot: { users: [], percent: 0 },
    });
    for (const person of [mina, tomas])
      expect((await passPassword(staging, person)).answer.location).to.include('code=');
    expect((await passPassword(application, mina)).answer.name).to.equal('mailbox');
    const on = await operator.put(path, { mfa: 'on' });
    expect([on.status, on.body.mfa]).to.deep.equal([200, 'on']);
    expect((await passPassword(staging, mina)).answer.name).to.equal('mailbox');
    expect((await passPassword(staging, tomas)).answer.name).to.equal('challenge');
  });

  it('L3: begins with some users, by e-mail or a stable share of all', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { mina, tomas, server } = world;
    const { staging, name } = await stagedApplication(world);
    const operator = await operatorOf(world);
    const path = `/environments/${name}`;
    const pilot = await operator.put(path, { mfa: 'pilot', pilot: { users: [mina.email.toUpperCase()] } });
    expect(pilot.body.pilot).to.deep.equal({ users: [mina.email], percent: 0 });
    expect((await passPassword(staging, mina)).answer.name).to.equal('mailbox');
    expect((await passPassword(staging, tomas)).answer.location).to.include('code=');
    await operator.put(path, { mfa: 'pilot', pilot: { users: [], percent: 100 } });
    expect((await passPassword(staging, tomas)).answer.name).to.equal('challenge');
    const kept = await operator.put(path, { mfa: 'off' });
    expect(kept.body.pilot).to.deep.equal({ users: [], percent: 100 });
    const rows = await server.countersign.db.sql<{ detail: { pilot?: unknown } }>(
      `SELECT detail FROM audit_events WHERE type = 'environment.changed' AND detail->>'environment' = $1
       ORDER BY id`,
      [name],
    );
    expect(rows.map(({ detail }) => detail.pilot)).to.deep.equal([
      undefined,
      { before: { users: 0, percent: 0 }, after: { users: 1, percent: 0 } },
      { before: { users: 1, percent: 0 }, after: { users: 0, percent: 100 } },
      undefined,
    ]);
  });

  it('ruling 8: that is off states no requirement, and its session opens nothing elsewhere', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, tomas, slug, server } = world;
    const { staging } = await stagedApplication(world);
    const scope = 'openid organization';
    const { browser, answer } = await signIn(staging, tomas, { parameters: { scope } });
    const claims = (await staging.redeem(answer)).claims();
    expect(claims).to.deep.include({ amr: ['pwd'], acr: 'urn:countersign:acr:1' });
    expect(claims).to.have.nested.property(`organization.${slug}.mfa.required`, false);
    expect(application.errorOf(await application.start(browser, { prompt: 'none' }))).to.equal(
      'interaction_required',
    );
    const parameters = { ...forApi(server), prompt: 'none' };
    const token = await staging.start(browser, parameters);
    const { access_token: bearer } = await staging.redeem(token, parameters.resource);
    const headers = { authorization: `Bearer ${bearer}` };
    const refused = await fetch(`${parameters.resource}/me`, { headers });
    expect([refused.status, refused.headers.get('www-authenticate')]).to.deep.equal([
      401,
      'Bearer error="insufficient_user_authentication", acr_values="urn:countersign:acr:2"',
    ]);
  });

  it('ruling 8: that is off lifts no level that a client or a request demands', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { tomas } = world;
    const { staging } = await stagedApplication(world, { require_acr: 2 });
    expect((await passPassword(staging, tomas)).answer.name).to.equal('challenge');
    const free = await createWorld();
    const { staging: asking } = await stagedApplication(free);
    const essential = JSON.stringify({
      id_token: { acr: { essential: true, value: 'urn:countersign:acr:2' } },
    });
    const page = await passPassword(asking, free.tomas, { parameters: { claims: essential } });
    expect(page.answer.name).to.equal('challenge');
  });

  it('ruling 8: that is switched on refuses the refresh tokens of sessions that have proven too little', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { staging, name } = await stagedApplication(world);
    const { answer } = await signIn(staging, world.mina);
    const { refresh_token: refreshToken } = await staging.redeem(answer);
    const refreshed = await staging.refresh(refreshToken ?? '');
    await (await operatorOf(world)).put(`/environments/${name}`, { mfa: 'on' });
    const refused = await staging.refresh(refreshed.refresh_token ?? '').catch((reason) => reason.error);
    expect(refused).to.equal('invalid_grant');
  });

  it('is created once, of many who set it at once, and keeps what each of them says of it', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const path = `/environments/${world.slug}-contended`;
    const users = [world.tomas.email];
    const said = [{ users }, { percent: 10 }, {}, { users }, { percent: 10 }, {}];
    const answers = await Promise.all(said.map((pilot) => operator.put(path, { mfa: 'pilot', pilot })));
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 200, 200, 200, 200, 201]);
    expect((await operator.get(path)).body.pilot).to.deep.equal({ users, percent: 10 });
  });

  it('is the operator’s alone to read and to set, and created by setting it', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const path = `/environments/${world.slug}-new`;
    expect((await operator.get(path)).status).to.equal(404);
    const created = await operator.put(path, { mfa: 'pilot', pilot: { percent: 10 } });
    expect(created.status).to.equal(201);
    expect(created.body.pilot).to.deep.equal({ users: [], percent: 10 });
    expect((await operator.put(path, created.body)).status).to.equal(200);
    const owner = await apiOf(world, world.olivia);
    expect((await owner.get(path)).status).to.equal(403);
    expect((await owner.put(path, { mfa: 'off' })).status).to.equal(403);
    expect((await operator.get(path)).body.mfa).to.equal('pilot');
    expect((await new Browser().request(`${world.server.issuer}/api/v1${path}`)).status).to.equal(401);
    const wrong = [
      { mfa: 'maybe' },
      {},
      { mfa: 'pilot', pilot: { percent: 101 } },
      { mfa: 'pilot', pilot: { users: ['no address'] } },
      { mfa: 'on', other: 1 },
    ];
    for (const body of wrong)
      expect((await operator.put(path, body)).status, JSON.stringify(body)).to.equal(422);
    expect((await operator.put('/environments/Not%20a%20name', { mfa: 'on' })).status).to.equal(422);
  });
});
