import { expect } from 'chai';
import { apiOf, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { memberOf, memberPath, saying } from '../harness/members.ts';
import { createWorld, enroll, everyoneNow, passPassword, seed } from '../harness/world.ts';

const uuid = /^[0-9a-f-]{36}$/;

describe('members, through the API', () => {
  for (const plan of ['free', 'team', 'enterprise']) {
    it(`T1, M2: show administrators of plan ${plan} the MFA status of each`, async () => {
      const world = await createWorld({ plan });
      const api = await apiOf(world, world.olivia);
      const { body } = await api.get(`/organizations/${world.slug}/members`);
      expect(body.next).to.equal(null);
      const seen = body.items.map(({ email, status }: Record<string, string>) => [
        email?.split('@')[0],
        status,
      ]);
      expect(Object.fromEntries(seen)).to.deep.equal({
        olivia: 'protected',
        tomas: 'protected',
        mina: 'unprotected',
      });
    });
  }

  it('T2, M1: are kept from members, every operation of them', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    const mina = await memberPath(world, world.mina);
    const answers = [
      await api.get(`/organizations/${world.slug}/members`),
      await api.get(`/organizations/${world.slug}/summary`),
      await api.get(mina),
      await api.patch(mina, { override: 'exempt' }),
      await api.delete(mina),
      await api.post(`${mina}/reset-authenticators`),
      await api.post(`${mina}/remind`),
    ];
    for (const answer of answers) expect(saying(answer)).to.deep.equal([403, 'not_allowed']);
  });

  it('M3, M4, M5: are unprotected, pending once MFA is required, and protected once they have enrolled', async () => {
    const world = await createWorld();
    const { slug, mina } = world;
    const api = await apiOf(world, world.olivia);
    expect(await memberOf(api, slug, mina)).to.include({ status: 'unprotected', last_mfa_at: null });
    const saved = await api.put(`/organizations/${slug}/enforcement`, { preset: 'all-at-once' });
    const pending = await memberOf(api, slug, mina);
    expect(pending).to.deep.include({ status: 'pending', factors: [] });
    expect(pending.bound_by).to.deep.equal([
      { by: 'organization', code: 'mfa_required', since: saved.body.effective_at },
    ]);
    const { browser, answer } = await passPassword(world.application, mina);
    await enroll(world.server, browser, answer, mina.email);
    const { last_mfa_at: lastMfaAt, ...seen } = await memberOf(api, slug, mina);
    expect(seen).to.deep.include({ status: 'protected', factors: ['totp'] });
    expect(seen.bound_by.map(({ by }: { by: string }) => by)).to.deep.equal(['organization', 'own_factor']);
    expect(Date.parse(lastMfaAt)).to.be.closeTo(Date.now(), 20_000);
  });

  it('M16: who joins after MFA was required of everyone is pending from the start', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, slug, greta } = world;
    await seed(server, { organizations: [{ slug, members: [{ email: greta.email }] }] });
    const api = await apiOf(world, world.olivia);
    expect(await memberOf(api, slug, greta)).to.include({ status: 'pending', role: 'member' });
  });

  it('D24: have roles, ids and every field that the interface names', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const {
      id,
      joined_at: joinedAt,
      member_since: memberSince,
      last_mfa_at: lastMfaAt,
      ...olivia
    } = await memberOf(api, world.slug, world.olivia);
    expect(id).to.match(uuid);
    expect([joinedAt, memberSince, lastMfaAt].map(Date.parse).every(Number.isFinite)).to.equal(true);
    expect(olivia).to.deep.equal({
      email: world.olivia.email,
      name: 'Olivia',
      role: 'owner',
      status: 'protected',
      override: 'inherit',
      override_reason: null,
      exempt_until: null,
      suspended: false,
      suspended_by: null,
      factors: ['totp'],
      bound_by: [{ by: 'own_factor', code: 'own_factor', since: null }],
      locked: false,
      locked_until: null,
      managed: true,
    });
    const one = await api.get(`/organizations/${world.slug}/members/${id}`);
    expect(one.body).to.deep.include(olivia);
    expect(one.body).to.include({ live_sessions: 1, last_sign_in_at: null });
    expect(Date.parse(one.body.last_seen_at)).to.be.closeTo(Date.now(), 20_000);
  });

  it('D3: of others, and what is no id, look alike', async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const api = await apiOf(world, world.olivia);
    const foreign = await memberPath(other, other.mina, world.slug);
    const unknown = `/organizations/${world.slug}/members/mina`;
    for (const [method, tail, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { role: 'admin' }],
      ['DELETE', '', undefined],
      ['POST', '/reset-authenticators', {}],
      ['POST', '/remind', {}],
    ] as const) {
      const answers = await Promise.all(
        [foreign, unknown].map((path) => api.send(method, path + tail, body)),
      );
      expect(answers.map(saying), method + tail).to.deep.equal([
        [404, 'not_found'],
        [404, 'not_found'],
      ]);
    }
  });
});

describe('the summary of an organization', () => {
  it('M11, M2: counts who is protected, pending, unprotected, exempt, suspended and invited', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, slug, greta, mina } = world;
    await seed(server, {
      organizations: [
        {
          slug,
          seats: 9,
          members: [{ email: greta.email, override: 'exempt' }],
          invitations: [{ email: `zoe@${slug}.example` }],
        },
      ],
    });
    const api = await operatorOf(world);
    await api.patch(await memberPath(world, mina), { suspended: true });
    const { status, body } = await api.get(`/organizations/${slug}/summary`);
    expect(status, JSON.stringify(body)).to.equal(200);
    const { trend, ...counts } = body;
    expect(counts).to.deep.equal({
      members: 4,
      protected: 2,
      pending: 1,
      unprotected: 1,
      exempt: 1,
      exemptions_ending: 0,
      suspended: 1,
      locked: 0,
      invited: 1,
      invitations_ending: 0,
      seats: 9,
      seats_in_use: 5,
    });
    expect(trend).to.have.length(30);
    expect(trend.at(-1)).to.deep.equal({ date: new Date().toISOString().slice(0, 10), protected: 2 });
    expect(trend.at(-2).protected).to.equal(0);
  });

  it('counts exemptions and invitations that end soon, and who is locked out', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, slug, tomas, olivia } = world;
    const day = 24 * 60 * 60 * 1000;
    const exempt = (days: number) => ({
      override: 'exempt',
      exempt_until: new Date(Date.now() + days * day).toISOString(),
    });
    const api = await operatorOf(world);
    await api.patch(await memberPath(world, olivia), exempt(13));
    await api.patch(await memberPath(world, tomas), exempt(15));
    for (const name of ['soon', 'late'])
      await api.post(`/organizations/${slug}/invitations`, { email: `${name}@${slug}.example` });
    await server.countersign.db.sql('UPDATE invitations SET expires_at = $2 WHERE email = $1', [
      `soon@${slug}.example`,
      new Date(Date.now() + 1.9 * day),
    ]);
    const lock = (email: string, until: number) =>
      server.countersign.db.sql(
        'UPDATE users SET second_factor_failures = 7, second_factor_locked_until = $2 WHERE email = $1',
        [email, new Date(Date.now() + until)],
      );
    await lock(tomas.email, 60_000);
    await lock(olivia.email, -60_000);
    const { body } = await api.get(`/organizations/${slug}/summary`);
    expect(body).to.include({
      exempt: 2,
      exemptions_ending: 1,
      invited: 2,
      invitations_ending: 1,
      locked: 1,
    });
  });

  it('M11: tells how many were protected at the end of each day', async () => {
    const world = await createWorld();
    const { server, slug, mina } = world;
    const day = 24 * 60 * 60;
    await server.countersign.db.sql(
      `UPDATE members SET joined_at = joined_at - interval '9 days' WHERE organization_id =
         (SELECT id FROM organizations WHERE slug = $1)`,
      [slug],
    );
    for (const [person, days] of [
      [world.olivia, 3],
      [world.tomas, 1],
    ] as const)
      await server.countersign.db.sql(
        `UPDATE authenticators SET confirmed_at = confirmed_at - make_interval(days => $2)
         WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
        [person.email, days],
      );
    const read = async () => {
      const { body } = await (await operatorOf(world)).get(`/organizations/${slug}/summary`);
      return body.trend.slice(-5).map((each: { protected: number }) => each.protected);
    };
    expect(await read()).to.deep.equal([0, 1, 1, 2, 2]);
    const { browser, answer } = await passPassword(world.application, mina, {
      parameters: { acr_values: 'urn:countersign:acr:2' },
    });
    await enroll(server, browser, answer, mina.email);
    expect(await read(), 'today is counted anew').to.deep.equal([0, 1, 1, 2, 3]);
    travel(day);
    expect(await read(), 'a day later').to.deep.equal([1, 1, 2, 3, 3]);
  });
});
