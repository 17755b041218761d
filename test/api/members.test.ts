import { expect } from 'chai';
import { type ApiClient, apiOf, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { joinedBy, memberOf, memberPath, saying } from '../harness/members.ts';
import { createWorld, enroll, everyoneNow, passPassword, seed, type World } from '../harness/world.ts';

const uuid = /^[0-9a-f-]{36}$/;

async function emailsOf(api: ApiClient, { slug }: World, query: string): Promise<string[]> {
  const { status, body } = await api.get(`/organizations/${slug}/members?${query}`);
  expect(status, JSON.stringify(body)).to.equal(200);
  return body.items.map(({ email }: { email: string }) => email.split('@')[0]);
}

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
      last_mfa_at: lastMfaAt,
      ...olivia
    } = await memberOf(api, world.slug, world.olivia);
    expect(id).to.match(uuid);
    expect([Date.parse(joinedAt), Date.parse(lastMfaAt)].every(Number.isFinite)).to.equal(true);
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
    });
    const one = await api.get(`/organizations/${world.slug}/members/${id}`);
    expect(one.body).to.deep.include(olivia);
  });

  it('M2: are listed in pages, by status, and by part of the e-mail or the name', async () => {
    const world = await createWorld();
    await joinedBy(world, { nora: 'member', nils: 'member', 'ni%s': 'member' });
    const api = await apiOf(world, world.olivia);
    const all: string[] = [];
    for (let cursor = ''; cursor !== 'end'; ) {
      const path = `/organizations/${world.slug}/members?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { body } = await api.get(path);
      expect(body.items.length).to.be.within(1, 2);
      all.push(...body.items.map(({ email }: { email: string }) => email));
      cursor = body.next ?? 'end';
    }
    expect(new Set(all)).to.have.length(6);
    expect(all).to.have.length(6);
    expect(await emailsOf(api, world, 'status=unprotected')).to.deep.equal(['mina']);
    expect(await emailsOf(api, world, 'status=pending')).to.deep.equal([]);
    expect(await emailsOf(api, world, 'status=protected&q=N')).to.have.members(['nora', 'nils', 'ni%s']);
    expect(await emailsOf(api, world, 'q=OLIV')).to.deep.equal(['olivia']);
    expect(await emailsOf(api, world, `q=${encodeURIComponent('ni%s')}`)).to.deep.equal(['ni%s']);
    expect(await emailsOf(api, world, 'status=protected&q=mina')).to.deep.equal([]);
  });

  it('M2: refuse a query that is none, with its path', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const queries = { status: 'status=green', limit: 'limit=201', q: 'q=%00', cursor: 'cursor=x' };
    for (const [field, query] of Object.entries(queries)) {
      const { status, body } = await api.get(`/organizations/${world.slug}/members?${query}`);
      expect([status, body.errors[0].path], query).to.deep.equal([422, `/${field}`]);
    }
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
      suspended: 1,
      invited: 1,
      seats: 9,
      seats_in_use: 5,
    });
    expect(trend).to.have.length(30);
    expect(trend.at(-1)).to.deep.equal({ date: new Date().toISOString().slice(0, 10), protected: 2 });
    expect(trend.at(-2).protected).to.equal(0);
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
