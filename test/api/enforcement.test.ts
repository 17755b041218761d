import { expect } from 'chai';
import { apiOf, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { browserOf, quietApiOf } from '../harness/members.ts';
import { createWorld, everyoneNow, passPassword } from '../harness/world.ts';

describe('the enforcement of an organization, through the API', () => {
  it('is off with all fields filled in, and turned on by an administrator without a factor (ruling 14)', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}/enforcement`;
    const before = await api.get(path);
    expect(before.status).to.equal(200);
    expect(before.body).to.include({ state: 'off', effective_at: null, deadline: null, required: 'nobody' });
    const after = await api.put(path, { preset: 'all-at-once' });
    expect(after.status, JSON.stringify(after.body)).to.equal(200);
    expect(after.body).to.include({
      state: 'on',
      preset: 'all-at-once',
      required: 'everyone',
      minimum_acr: 2,
    });
    expect((await passPassword(world.application, world.mina)).answer.name).to.equal('mailbox');
    expect(after.body).to.deep.equal((await api.get(path)).body);
  });

  it('takes back what it answered, and changes nothing', async () => {
    const world = await createWorld({ enforcement: { preset: 'by-midnight' } });
    const api = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}/enforcement`;
    const first = await api.get(path);
    expect(first.body.state).to.equal('scheduled');
    const again = await api.put(path, first.body);
    expect(again.status, JSON.stringify(again.body)).to.equal(200);
    expect(again.body).to.deep.equal(first.body);
    expect(again.headers.get('etag')).to.equal(first.headers.get('etag'));
  });

  it('is refused while the plan does not have it (T3)', async () => {
    const world = await createWorld({ plan: 'free' });
    const api = await apiOf(world, world.olivia);
    const answer = await api.put(`/organizations/${world.slug}/enforcement`, { preset: 'by-midnight' });
    expect([answer.status, answer.body.code]).to.deep.equal([409, 'plan_without_enforcement']);
    expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/);
  });

  it('is refused with the path of what does not go together (ruling 19)', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}/enforcement`;
    const grid = await api.put(path, {
      required: 'everyone',
      activation: 'immediately',
      sessions: 'end_at_deadline',
    });
    expect([grid.status, grid.body.code, grid.body.errors[0].path]).to.deep.equal([
      422,
      'invalid_policy',
      '/sessions',
    ]);
    const shape = await api.put(path, { required: 'some', challenge: { max_age_seconds: 'long' } });
    expect([shape.status, shape.body.code]).to.deep.equal([422, 'invalid_value']);
    expect(shape.body.errors.map((each: { path: string }) => each.path)).to.include('/required');
    const broken = await fetch(`${world.server.address}/api/v1${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' },
      body: '{"required":',
    });
    expect(broken.status).to.equal(400);
  });

  it('takes a second factor of the last five minutes to loosen (rulings 14 and 26, RFC 9470)', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const path = `/organizations/${world.slug}/enforcement`;
    const { browser } = await browserOf(world, world.olivia);
    travel(240);
    const fresh = await quietApiOf(world, browser);
    const loosened = await fresh.put(path, { self_disable: 'suspend' });
    expect([loosened.status, loosened.body.self_disable]).to.deep.equal([200, 'suspend']);
    travel(61);
    const stale = await quietApiOf(world, browser);
    const before = await stale.get(path);
    for (const looser of [
      { required: 'nobody' },
      { self_disable: 'remove' },
      { challenge: { session_max_days: 30 } },
      { challenge: { max_age_seconds: 86_400, remembered_device_days: 1 } },
      { minimum_acr: 2, factors: ['totp', 'webauthn'], enrollment_proof: 'none' },
      { grace_days: 1 },
    ]) {
      const refused = await stale.put(path, looser);
      expect([refused.status, refused.body.code], JSON.stringify(looser)).to.deep.equal([
        401,
        'mfa_required',
      ]);
      expect(refused.headers.get('www-authenticate'))
        .to.include('error="insufficient_user_authentication"')
        .and.to.include('max_age="300"');
    }
    const after = await stale.get(path);
    expect([after.body, after.headers.get('etag')]).to.deep.equal([before.body, before.headers.get('etag')]);
    expect((await stale.put(path, { self_disable: 'forbid' })).body.self_disable, 'tighter').to.equal(
      'forbid',
    );
  });

  it('is previewed, and saved as it was seen or not at all', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/enforcement`;
    const policy = { preset: 'by-midnight' };
    const preview = await api.post(`${path}/preview`, policy);
    expect(preview.status, JSON.stringify(preview.body)).to.equal(200);
    expect(preview.body).to.include({ members: 3, lone_owner: null });
    expect(preview.body.not_protected).to.deep.equal([world.mina.email]);
    expect(preview.body.exempt).to.deep.equal([]);
    const { version } = preview.body;
    expect((await operator.put(path, { preset: 'all-at-once', version })).body.code).to.equal(
      'preview_outdated',
    );
    await operator.put(path, { preset: 'reset-driven' });
    expect((await api.put(path, { ...policy, version })).body.code).to.equal('preview_outdated');
    const again = await api.post(`${path}/preview`, policy);
    expect((await api.put(path, { ...policy, version: again.body.version })).status).to.equal(200);
  });

  it('is refused to whoever read an older version (412), and to two who save at once but one', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/enforcement`;
    const etag = (await operator.get(path)).headers.get('etag') ?? '';
    const policies = [{ preset: 'all-at-once' }, { preset: 'reset-driven' }];
    const answers = await Promise.all(
      policies.map((policy) => operator.put(path, policy, { 'if-match': etag })),
    );
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 412]);
  });
});

describe('the API', () => {
  it('asks for a token, refuses a wrong one, and hides what is not the caller’s', async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const { address } = world.server;
    const path = `/organizations/${other.slug}/enforcement`;
    const none = await fetch(`${address}/api/v1${path}`);
    expect([none.status, none.headers.get('www-authenticate')]).to.deep.equal([401, 'Bearer']);
    const headers = { authorization: 'Bearer wrong' };
    expect((await fetch(`${address}/api/v1${path}`, { headers })).headers.get('www-authenticate')).to.include(
      'invalid_token',
    );
    const api = await apiOf(world, world.olivia);
    const hidden = await api.get(path);
    const unknown = await api.get('/organizations/nowhere/enforcement');
    expect([hidden.status, hidden.body]).to.deep.equal([404, unknown.body]);
    expect((await api.get('/nothing')).status).to.equal(404);
  });

  it('keeps administration from members, and a token from before the end of its session', async () => {
    const world = await createWorld();
    const member = await apiOf(world, world.tomas);
    const refused = await member.get(`/organizations/${world.slug}/enforcement`);
    expect([refused.status, refused.body.code]).to.deep.equal([403, 'not_allowed']);
    const admin = await apiOf(world, world.olivia);
    await world.server.countersign.db.sql('UPDATE users SET epoch = epoch + 1 WHERE email = $1', [
      world.olivia.email,
    ]);
    expect((await admin.get(`/organizations/${world.slug}`)).status).to.equal(401);
  });

  it('describes itself', async () => {
    const { server } = await createWorld();
    const document = (await (await fetch(`${server.address}/api/v1/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    expect(document.openapi).to.match(/^3\.1/);
    expect(document.paths['/organizations/{slug}/enforcement']).to.have.keys('get', 'put');
  });
});
