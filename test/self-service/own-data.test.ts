import { expect } from 'chai';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { apiOf } from '../harness/api.ts';
import { createWorld, everyoneNow, signIn, type World } from '../harness/world.ts';
import { leftOf } from '../people/support/left-of.ts';
import { openAccount } from '../people/support/open-account.ts';
import { refusedWith } from '../sign-in/support/refused.ts';
import { ageProofs } from './support/aged-proofs.ts';
import { anotherOrganization, browserAndApi, isSignedIn } from './support/people.ts';

const mayLeave = { members_may_leave: true };

/** The world's organization lets its members go. */
async function openWorld(enforcement: Readonly<Record<string, unknown>> | null = null): Promise<World> {
  const world = await createWorld({ enforcement });
  const owner = await apiOf(world, world.olivia);
  expect((await owner.patch(`/organizations/${world.slug}`, mayLeave)).status).to.equal(200);
  return world;
}

describe('PATCH /me', () => {
  it('changes name, language and zone, and leaves out what is not said', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    const said = { name: 'Tomás', locale: 'pt-BR', zoneinfo: 'America/Sao_Paulo' };
    const changed = await api.patch('/me', said);
    expect([changed.status, changed.body.name, changed.body.locale, changed.body.zoneinfo]).to.deep.equal([
      200,
      said.name,
      said.locale,
      said.zoneinfo,
    ]);
    expect((await api.patch('/me', { locale: null })).body).to.include({ ...said, locale: null });
    expect((await api.get('/me')).body).to.include({ ...said, locale: null });
    const person = await world.server.countersign.db.people.byEmail(world.tomas.email);
    expect(person?.user.profile).to.deep.equal({ zoneinfo: said.zoneinfo });
    const { body } = await api.get('/me/export');
    const events = body.activity.filter(({ type }: { type: string }) => type === 'account.changed');
    expect(events.map(({ by, detail }: { by: string; detail: unknown }) => [by, detail])).to.deep.equal([
      ['user', { changed: ['profile'] }],
      ['user', { changed: ['name', 'profile'] }],
    ]);
  });

  it('refuses what is no name, language or zone, and what is not theirs to say', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    const before = (await api.get('/me')).body;
    for (const [change, path] of [
      [{ name: '' }, '/name'],
      [{ name: 'two\nlines' }, '/name'],
      [{ locale: 'no language' }, '/locale'],
      [{ zoneinfo: '+01:00' }, '/zoneinfo'],
      [{ email: 'x@y.example' }, '/email'],
      [{ email_verified: true }, '/email_verified'],
    ] as const) {
      const answer = await api.patch('/me', change);
      expect([answer.status, answer.body.errors?.[0]?.path], JSON.stringify(change)).to.deep.equal([
        422,
        path,
      ]);
    }
    expect((await api.get('/me')).body).to.deep.equal(before);
  });
});

describe('GET /me/export', () => {
  it('has all that is stored about a person, no secret, and nobody else', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const api = await apiOf(world, world.tomas);
    const owner = await apiOf(world, world.olivia);
    const { id } = (await api.get('/me')).body;
    await owner.patch(`/organizations/${world.slug}/members/${id}`, {
      override: 'required',
      reason: 'is new',
    });
    const { status, body } = await api.get('/me/export');
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body.account).to.include({ id, email: world.tomas.email });
    expect(body.factors.map(({ kind }: { kind: string }) => kind)).to.deep.equal(['totp']);
    expect(body.memberships).to.have.length(1);
    expect(body.sessions.length).to.be.above(0);
    expect(body.applications[0]).to.include({ client_id: `${world.slug}-one` });
    const types = body.activity.map(({ type }: { type: string }) => type);
    expect(types).to.include.members([
      'account.signed_in',
      'authenticator.challenge_passed',
      'member.changed',
    ]);
    const change = body.activity.find(({ type }: { type: string }) => type === 'member.changed');
    expect([change.by, change.source_address, change.detail.reason]).to.deep.equal(['user', null, 'is new']);
    const text = JSON.stringify(body);
    for (const secret of [world.tomas.secret ?? '', world.olivia.email, '$argon2'])
      expect(text, secret).not.to.include(secret);
  });

  it('has each event once, however many there are and in however many logs they stand', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { db } = world.server.countersign;
    await anotherOrganization(world, everyoneNow, [{ email: world.tomas.email, role: 'member' }]);
    const userId = (await db.people.byEmail(world.tomas.email))?.user.id ?? '';
    const event = {
      type: 'account.sign_in_failed',
      actor: { kind: 'anonymous', sourceAddress: '127.0.0.1' },
    } as const;
    for (let count = 0; count < 205; count += 1)
      await db.audit.record({ ...event, userId, detail: { reason: 'password' } }, new Date());
    const api = await apiOf(world, world.tomas);
    const { activity } = (await api.get('/me/export')).body;
    const counts = Map.groupBy(activity, ({ type }: { type: string }) => type);
    expect(counts.get('account.sign_in_failed')).to.have.length(205);
    expect(counts.get('account.signed_in')).to.have.length(1);
  });

  it('takes a second factor of the last five minutes of who has one', async () => {
    const world = await createWorld();
    const [tomas, mina] = [await apiOf(world, world.tomas), await apiOf(world, world.mina)];
    expect((await mina.get('/me/export')).status).to.equal(200);
    await ageProofs(world, world.tomas.email);
    const refused = await tomas.get('/me/export');
    expect([refused.status, refused.body.code]).to.deep.equal([401, 'mfa_required']);
  });
});

describe('what applications and browsers were let have', () => {
  it('is listed, and taken back one by one: the tokens are worth nothing, the session goes on', async () => {
    const world = await createWorld();
    const { application, tomas } = world;
    const { browser, answer } = await signIn(application, tomas);
    const tokens = await application.redeem(answer);
    const api = await apiOf(world, tomas, { step: 1 });
    const { items } = (await api.get('/me/grants')).body;
    expect(items).to.have.length(2);
    const scopes = items.map((each: { scopes: string[] }) => each.scopes);
    expect(scopes.flat()).to.include('account');
    for (const each of scopes) expect(each).to.deep.equal([...new Set(each)]);
    const others = await apiOf(world, world.olivia);
    for (const { id } of items) expect((await others.delete(`/me/grants/${id}`)).status).to.equal(404);
    expect((await api.delete('/me/grants/nothing')).status).to.equal(404);
    const refresh = () => application.refresh(tokens.refresh_token ?? '');
    const rotated = await refresh();
    // The newest is the one that the call itself stands on.
    for (const { id } of items.toReversed())
      expect((await api.delete(`/me/grants/${id}`)).status).to.equal(204);
    expect((await api.get('/me')).status).to.equal(401);
    expect(await refusedWith(application.refresh(rotated.refresh_token ?? ''))).to.equal('invalid_grant');
    expect(await isSignedIn(world, browser)).to.equal(true);
  });

  it('is told to an application that wants to hear of it', async () => {
    const world = await createWorld();
    const { party } = await openAccount(world, world.tomas);
    const api = await apiOf(world, world.tomas, { step: 1 });
    const { items } = (await api.get('/me/grants')).body;
    const { id } = items.find((each: { client_id: string }) => each.client_id === party.application.clientId);
    expect((await api.delete(`/me/grants/${id}`)).status).to.equal(204);
    await world.server.countersign.jobs.runDue(new Date());
    await party.receiver.told;
    expect(await party.logouts()).to.have.length(1);
  });

  it('has remembered devices in it, each of which can be forgotten by its owner alone', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const api = await apiOf(world, world.tomas);
    await db.sql(
      `INSERT INTO remembered_devices (id_hash, user_id, factor, source_prefix, proven_at, expires_at)
       SELECT sha256(n::text::bytea || id::text::bytea), id, 'totp', '192.0.2.7', now(), now() + interval '1 day'
       FROM users, generate_series(1, 2) n WHERE email = $1
       UNION ALL SELECT sha256('expired'::bytea || id::text::bytea), id, 'totp', '192.0.2.8', now() - interval '2 days',
         now() - interval '1 day' FROM users WHERE email = $1
       UNION ALL SELECT sha256('theirs'::bytea || id::text::bytea), id, 'totp', '192.0.2.9', now(), now() + interval '1 day'
         FROM users WHERE email = $2`,
      [world.tomas.email, world.olivia.email],
    );
    const devices = async () => (await api.get('/me/remembered-devices')).body.items;
    const [first, second, ...more] = await devices();
    expect(more).to.deep.equal([]);
    expect((await api.get('/me/export')).body.remembered_devices).to.have.length(2);
    expect(first).to.include({ factor: 'totp', source: '192.0.2.7' });
    const others = await apiOf(world, world.olivia);
    expect((await others.delete(`/me/remembered-devices/${first.id}`)).status).to.equal(404);
    expect((await api.delete(`/me/remembered-devices/${first.id}`)).status).to.equal(204);
    expect((await api.delete(`/me/remembered-devices/${first.id}`)).status).to.equal(404);
    expect(await devices()).to.deep.equal([second]);
  });
});

describe('DELETE /me', () => {
  it('erases the account, and the session with it', async () => {
    const world = await openWorld(everyoneNow);
    const { tomas } = world;
    const { db } = world.server.countersign;
    const { browser, api } = await browserAndApi(world, tomas);
    expect((await api.delete('/me')).status).to.equal(204);
    expect((await api.get('/me')).status).to.equal(401);
    expect(await isSignedIn(world, browser)).to.equal(false);
    expect(await leftOf(db, [tomas.email])).to.deep.equal([]);
    const owner = await apiOf(world, world.olivia, { step: 1 });
    const { body } = await owner.get(`/organizations/${world.slug}/activity?limit=200`);
    const [erased, left] = body.items.filter(({ type }: { type: string }) =>
      ['account.erased', 'member.left'].includes(type),
    );
    expect([erased.type, erased.actor.kind, erased.source_address]).to.deep.equal([
      'account.erased',
      'user',
      null,
    ]);
    expect([left.type, left.source_address, left.detail.reason]).to.deep.equal([
      'member.left',
      null,
      'erased',
    ]);
    await world.server.countersign.extendChains();
    const organization = await db.organizations.findBySlug(world.slug);
    expect(await verifyChain(db.chains, organization?.id ?? '')).to.include({ ok: true });
  });

  it('takes a factor of the last five minutes, and nothing less', async () => {
    const world = await openWorld();
    const [tomas, mina] = [await apiOf(world, world.tomas), await apiOf(world, world.mina)];
    await ageProofs(world, world.tomas.email);
    for (const api of [tomas, mina]) {
      const refused = await api.delete('/me');
      expect([refused.status, refused.body.code]).to.deep.equal([401, 'mfa_required']);
      expect((await api.get('/me')).status).to.equal(200);
    }
  });

  it('D23: is refused where an organization lets nobody go, which it names, and for its last owner', async () => {
    const world = await openWorld();
    const keep = () => anotherOrganization(world, null, [{ email: world.tomas.email, role: 'member' }]);
    const keeping = [await keep(), await keep()];
    const tomas = await apiOf(world, world.tomas);
    const kept = await tomas.delete('/me');
    expect([kept.status, kept.body.code]).to.deep.equal([403, 'members_cannot_leave']);
    expect(kept.body.list).to.have.members(keeping);
    const olivia = await apiOf(world, world.olivia, { step: 1 });
    const last = await olivia.delete('/me');
    expect([last.status, last.body.code]).to.deep.equal([409, 'last_owner']);
    for (const api of [tomas, olivia]) expect((await api.get('/me')).status).to.equal(200);
  });
});
