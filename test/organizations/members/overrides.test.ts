import { expect } from 'chai';
import type * as oidc from 'openid-client';
import { auditOf } from '../../attacks/support/audit-rows.ts';
import { apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { follow, invite, signInAt } from '../../harness/invitations.ts';
import { browserOf, changed, memberOf, patchMember, quietApiOf, saying } from '../../harness/members.ts';
import {
  createWorld,
  everyoneNow,
  pageOf,
  seed,
  signIn,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';

const everyone = { preset: 'all-at-once' };

async function setUp(enforcement: Readonly<Record<string, unknown>> | null = everyoneNow) {
  const world = await createWorld({ enforcement });
  return { world, api: await apiOf(world, world.olivia) };
}

async function tokensOf(world: World, person: TestPerson): Promise<oidc.TokenEndpointResponse> {
  const { answer } = await signIn(world.application, person);
  return world.application.redeem(answer);
}

function refreshOf({ application }: World, { refresh_token: token = '' }: oidc.TokenEndpointResponse) {
  return refusedWith(application.refresh(token));
}

describe('one member under enforcement', () => {
  it('T18, M12: is exempted, which lets them in without a factor and leaves the others as they were', async () => {
    const { world, api } = await setUp();
    const { mina, tomas, slug } = world;
    expect(await pageOf(world, mina), 'M6').to.equal('mailbox');
    const exempt = await changed(api, world, mina, { override: 'exempt', reason: 'lost their phone' });
    expect(exempt).to.include({
      status: 'unprotected',
      override: 'exempt',
      override_reason: 'lost their phone',
    });
    expect(exempt.bound_by).to.deep.equal([]);
    expect(await pageOf(world, mina)).to.equal('in');
    expect(await pageOf(world, tomas)).to.equal('challenge');
    expect(await memberOf(api, slug, tomas)).to.include({ override: 'inherit', status: 'protected' });
    const event = (await auditOf(world.server, mina.email)).findLast(({ type }) => type === 'member.changed');
    expect(event?.detail).to.deep.equal({
      before: { override: 'inherit' },
      after: { override: 'exempt' },
      reason: 'lost their phone',
    });
  });

  it('M13: keeps their factors when they are exempted, and is asked for them all the same (ruling 2)', async () => {
    const { world, api } = await setUp();
    const exempt = await changed(api, world, world.tomas, { override: 'exempt' });
    expect(exempt).to.deep.include({ factors: ['totp'], status: 'protected' });
    expect(await pageOf(world, world.tomas)).to.equal('challenge');
  });

  for (const override of ['inherit', 'required']) {
    it(`T19, T20, ruling 19: enforced again (${override}), not enrolled, they are signed out at once and must set up`, async () => {
      const { world, api } = await setUp();
      const { mina, server } = world;
      await changed(api, world, mina, { override: 'exempt' });
      const tokens = await tokensOf(world, mina);
      travel(1);
      expect(await changed(api, world, mina, { override })).to.include({ status: 'pending', override });
      expect(await refreshOf(world, tokens)).to.equal('invalid_grant');
      expect(await pageOf(world, mina)).to.equal('mailbox');
      const [user] = await server.countersign.db.sql<{ epoch: number }>(
        'SELECT epoch FROM users WHERE email = $1',
        [mina.email],
      );
      expect(user?.epoch, 'ended for good, whatever the policy says later').to.equal(1);
      const types = (await auditOf(server, mina.email)).map(({ type }) => type);
      expect(types).to.include('account.sessions_ended');
    });
  }

  it('T20, ruling 6: the same by the seeding file, and no later policy brings the sessions back', async () => {
    const { world } = await setUp();
    const { mina, slug, server } = world;
    const byFile = (override: string) =>
      seed(server, { organizations: [{ slug, members: [{ email: mina.email, override }] }] });
    await byFile('exempt');
    const tokens = await tokensOf(world, mina);
    travel(1);
    await byFile('required');
    await seed(server, { organizations: [{ slug, enforcement: { required: 'nobody' } }] });
    await byFile('inherit');
    expect(await refreshOf(world, tokens)).to.equal('invalid_grant');
    const types = (await auditOf(server, mina.email)).map(({ type }) => type);
    expect(types.filter((type) => type === 'account.sessions_ended')).to.have.length(1);
  });

  it('ruling 19: enforced again within days of grace, has none left, whatever policy is saved next', async () => {
    const { world } = await setUp({ ...everyoneNow, grace_days: 9 });
    const { greta, slug } = world;
    const { link } = await invite(world, await operatorOf(world), { email: greta.email });
    const { browser, answer } = await follow(link);
    expect((await signInAt(browser, answer, greta)).name).to.equal('joined');
    expect(await pageOf(world, greta), 'within the days of grace').to.equal('in');
    travel(9 * 86_400 - 60);
    expect(await pageOf(world, greta), 'a minute before they end').to.equal('in');
    const operator = await operatorOf(world);
    for (const override of ['exempt', 'inherit']) await changed(operator, world, greta, { override });
    expect(await pageOf(world, greta)).to.equal('mailbox');
    for (const days of [8, 7]) {
      await operator.put(`/organizations/${slug}/enforcement`, { grace_days: days });
      expect(await pageOf(world, greta), `a policy with ${days} days of grace`).to.equal('mailbox');
    }
  });

  it('T21, ruling 19: enforced again, enrolled, they stay signed in', async () => {
    const { world, api } = await setUp();
    const { tomas } = world;
    await changed(api, world, tomas, { override: 'exempt' });
    const tokens = await tokensOf(world, tomas);
    travel(1);
    await changed(api, world, tomas, { override: 'inherit' });
    expect(await refreshOf(world, tokens)).to.equal('none');
  });

  it('T20: a factor that the organization does not accept does not keep them signed in', async () => {
    const { world, api } = await setUp();
    const { tomas } = world;
    await changed(api, world, tomas, { override: 'exempt' });
    const tokens = await tokensOf(world, tomas);
    const operator = await operatorOf(world);
    const strict = { ...everyoneNow, factors: ['webauthn'], minimum_acr: 3 };
    const saved = await operator.put(`/organizations/${world.slug}/enforcement`, strict);
    expect(saved.status, JSON.stringify(saved.body)).to.equal(200);
    travel(1);
    expect(await changed(operator, world, tomas, { override: 'required' })).to.include({ status: 'pending' });
    await operator.put(`/organizations/${world.slug}/enforcement`, { ...everyoneNow, required: 'nobody' });
    expect(await refreshOf(world, tokens), 'ended for good').to.equal('invalid_grant');
  });

  it('ruling 6: what a deadline has ended does not come back with an exemption', async () => {
    const { world, api } = await setUp(null);
    const { mina, slug } = world;
    const tokens = await tokensOf(world, mina);
    travel(1);
    const policy = { required: 'everyone', activation: 'immediately', sessions: 'end_now' };
    expect((await api.put(`/organizations/${slug}/enforcement`, policy)).status).to.equal(200);
    await changed(api, world, mina, { override: 'exempt' });
    expect(await refreshOf(world, tokens)).to.equal('invalid_grant');
  });

  it('ruling 5: the same override again ends nothing and notes nothing', async () => {
    const { world, api } = await setUp({ ...everyone, activation: 'immediately' });
    const { mina, server } = world;
    await changed(api, world, mina, { override: 'exempt' });
    const tokens = await tokensOf(world, mina);
    const before = (await auditOf(server, mina.email)).length;
    travel(1);
    await changed(api, world, mina, { override: 'exempt', reason: 'again' });
    expect(await refreshOf(world, tokens)).to.equal('none');
    expect(await auditOf(server, mina.email)).to.have.length(before);
  });

  it('T18: an exemption ends by itself, with the sessions that it covered, and for good when work is done', async () => {
    const { world, api } = await setUp({ ...everyoneNow, sessions: 'end_now' });
    const { mina, slug, server } = world;
    const until = new Date(Date.now() + 1_800_000).toISOString();
    const exempt = await changed(api, world, mina, { override: 'exempt', exempt_until: until });
    expect(exempt.exempt_until).to.equal(until);
    const tokens = await tokensOf(world, mina);
    const [work] = await server.countersign.db.sql<{ due_at: Date }>(
      `SELECT due_at FROM due_work WHERE kind = 'revoke_sessions' AND user_id =
         (SELECT id FROM users WHERE email = $1)`,
      [mina.email],
    );
    expect(work?.due_at.toISOString()).to.equal(until);
    travel(1_801);
    expect(await refreshOf(world, tokens)).to.equal('invalid_grant');
    expect(await pageOf(world, mina)).to.equal('mailbox');
    await server.countersign.sweep(new Date());
    const [user] = await server.countersign.db.sql<{ epoch: number }>(
      'SELECT epoch FROM users WHERE email = $1',
      [mina.email],
    );
    expect(user?.epoch).to.equal(1);
    const operator = await operatorOf(world);
    expect(await memberOf(operator, slug, mina)).to.include({ status: 'pending', override: 'exempt' });
    await changed(operator, world, mina, { override: 'exempt' });
    expect(await memberOf(operator, slug, mina)).to.include({ status: 'unprotected', exempt_until: null });
  });

  it('ruling 14: an exemption that is made longer takes a fresh second factor, one that is made shorter does not', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, api } = await browserOf(world, world.olivia);
    const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    await changed(api, world, world.mina, { override: 'exempt', exempt_until: inMinutes(60) });
    travel(310);
    const stale = await quietApiOf(world, browser);
    const ask = (until: string | null) =>
      patchMember(stale, world, world.mina, { override: 'exempt', exempt_until: until });
    expect(saying(await ask(inMinutes(70)))).to.deep.equal([401, 'mfa_required']);
    expect(saying(await ask(null))[0]).to.equal(401);
    expect((await ask(inMinutes(30))).status).to.equal(200);
    expect((await patchMember(stale, world, world.mina, { override: 'required' })).status).to.equal(200);
    const refused = await patchMember(stale, world, world.mina, { override: 'inherit' });
    expect(refused.status).to.equal(401);
    expect(refused.headers.get('www-authenticate')).to.match(
      /insufficient_user_authentication.*max_age="300"/,
    );
  });

  it('T18: an exemption has an end that lies ahead, or none; nothing else has one', async () => {
    const { world, api } = await setUp();
    for (const change of [
      { override: 'exempt', exempt_until: new Date(Date.now() - 1000).toISOString() },
      { override: 'exempt', exempt_until: 'tomorrow' },
      { override: 'required', exempt_until: new Date(Date.now() + 60_000).toISOString() },
      { exempt_until: new Date(Date.now() + 60_000).toISOString() },
    ]) {
      const { status, body } = await patchMember(api, world, world.mina, change);
      expect([status, body.errors?.[0].path], JSON.stringify(change)).to.deep.equal([422, '/exempt_until']);
    }
    const unknown = await patchMember(api, world, world.mina, { factor: 'none' });
    expect([unknown.status, unknown.body.errors[0].path]).to.deep.equal([422, '/factor']);
  });
});

describe('individual enforcement', () => {
  it('M6, M8: binds the chosen member alone, at the next sign-in', async () => {
    const { world, api } = await setUp({ preset: 'chosen-people' });
    const { mina, greta, server, slug } = world;
    await seed(server, { organizations: [{ slug, members: [{ email: greta.email }] }] });
    const tokens = await tokensOf(world, mina);
    travel(1);
    const chosen = await changed(api, world, mina, { override: 'required' });
    expect(chosen).to.include({ status: 'pending' });
    expect(chosen.bound_by).to.have.length(1);
    expect(await refreshOf(world, tokens), 'sessions live on').to.equal('none');
    expect([await pageOf(world, mina), await pageOf(world, greta)]).to.deep.equal(['mailbox', 'in']);
  });

  it('M9, M10, M12: of all and its revocation keep individual overrides and everyone’s factors', async () => {
    const { world, api } = await setUp(null);
    const { mina, tomas, slug } = world;
    const path = `/organizations/${slug}/enforcement`;
    expect((await api.put(path, everyone)).body.state).to.equal('on');
    await changed(api, world, mina, { override: 'exempt' });
    await changed(api, world, tomas, { override: 'required' });
    expect((await api.put(path, { ...everyone, required: 'nobody' })).status).to.equal(200);
    expect(await memberOf(api, slug, mina)).to.include({ override: 'exempt', status: 'unprotected' });
    expect(await memberOf(api, slug, tomas)).to.deep.include({ override: 'required', factors: ['totp'] });
    expect((await api.put(path, everyone)).status).to.equal(200);
    expect(await pageOf(world, mina), 'exempt as before').to.equal('in');
  });

  it('T3, D1: needs a plan that has it; taking it back does not (M15: the default plan has it)', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    await changed(api, world, world.mina, { override: 'required' });
    const operator = await operatorOf(world);
    expect((await operator.put(`/organizations/${world.slug}/plan`, { plan: 'free' })).status).to.equal(200);
    for (const override of ['required', 'exempt'])
      expect(saying(await patchMember(api, world, world.mina, { override }))).to.deep.equal([
        409,
        'plan_without_enforcement',
      ]);
    expect((await patchMember(api, world, world.mina, { override: 'inherit' })).status).to.equal(200);
  });

  it('T14, D1: of a trial that has ended can be taken back, is in the way of nothing else, and of nobody given', async () => {
    const world = await createWorld();
    const { mina, tomas, server, slug } = world;
    const api = await apiOf(world, world.olivia);
    for (const person of [mina, tomas]) await changed(api, world, person, { override: 'required' });
    const trialEndsAt = new Date(Date.now() + 3_600_000);
    await server.countersign.db.sql('UPDATE organizations SET trial_ends_at = $2 WHERE slug = $1', [
      slug,
      trialEndsAt,
    ]);
    travel(3600);
    const operator = await operatorOf(world);
    expect(await changed(operator, world, mina, { role: 'admin' })).to.include({ override: 'required' });
    expect(await changed(operator, world, mina, { override: 'inherit' })).to.include({ override: 'inherit' });
    for (const [person, override] of [
      [mina, 'required'],
      [mina, 'exempt'],
      [tomas, 'exempt'],
    ] as const)
      expect(saying(await patchMember(operator, world, person, { override }))).to.deep.equal([
        409,
        'plan_without_enforcement',
      ]);
  });
});
