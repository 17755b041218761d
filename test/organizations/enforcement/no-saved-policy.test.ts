import { expect } from 'chai';
import type { Organization } from '../../../src/organizations/core/organization.ts';
import { policiesOf, savedPolicy } from '../../../src/organizations/core/saved-policy.ts';
import { defaultPolicy } from '../../../src/policy/enforcement/default-policy.ts';
import { toDocument } from '../../../src/policy/enforcement/policy-terms.ts';
import { presets } from '../../../src/policy/enforcement/presets.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { changed, memberOf, patchMember, saying } from '../../harness/members.ts';
import { createWorld, enroll, pageOf, passPassword, seed, signIn, type World } from '../../harness/world.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';

/** Chooses Mina, who has no factor, in one of the ways there are. */
const waysToChoose: Readonly<Record<string, (world: World, api: ApiClient) => Promise<unknown>>> = {
  'the API': (world, api) => changed(api, world, world.mina, { override: 'required' }),
  'the seeding file': ({ server, slug, mina }) =>
    seed(server, { organizations: [{ slug, members: [{ email: mina.email, override: 'required' }] }] }),
};

/** What became of the organization before it has no saved policy. */
const histories: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  'a new organization': async () => undefined,
  'an organization after a downgrade and an upgrade': async (world) => {
    const [operator, path] = [await operatorOf(world), `/organizations/${world.slug}`];
    const saved = await operator.put(`${path}/enforcement`, { preset: 'all-at-once' });
    expect(saved.status, JSON.stringify(saved.body)).to.equal(200);
    await changed(operator, world, world.mina, { override: 'required' });
    for (const plan of ['free', 'enterprise'])
      expect((await operator.put(`${path}/plan`, { plan })).status).to.equal(200);
    expect(await memberOf(operator, world.slug, world.mina)).to.include({ override: 'inherit' });
    expect(await pageOf(world, world.mina), 'ruling 6: nothing comes back').to.equal('in');
  },
};

describe('an organization without a saved policy', () => {
  for (const [history, happened] of Object.entries(histories))
    for (const [way, choose] of Object.entries(waysToChoose))
      it(`M4, M6, M8: binds whom ${way} chooses, at the next sign-in: ${history}`, async () => {
        const world = await createWorld();
        const { server, slug, mina, application } = world;
        await happened(world);
        travel(1);
        const { answer } = await signIn(application, mina);
        const tokens = await application.redeem(answer);
        travel(1);
        const api = await apiOf(world, world.olivia);
        await choose(world, api);
        const shown = await memberOf(api, slug, mina);
        expect(shown).to.include({ override: 'required', status: 'pending' });
        expect(shown.bound_by).to.have.length(1);
        expect((await api.get(`/organizations/${slug}/members?status=pending`)).body.items).to.have.length(1);
        expect((await api.get(`/organizations/${slug}/summary`)).body).to.include({
          pending: 1,
          unprotected: 0,
        });
        const refreshed = refusedWith(application.refresh(tokens.refresh_token ?? ''));
        expect(await refreshed, 'sessions from before live on').to.equal('none');
        const { browser, answer: asked } = await passPassword(application, mina);
        expect([asked.name, asked.location]).to.deep.equal(['mailbox', null]);
        const enrolled = await enroll(server, browser, asked, mina.email);
        const { id_token: idToken = '' } = await application.redeem(enrolled.answer);
        const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
        expect(claims).to.deep.include({ amr: ['pwd', 'otp', 'mfa'], acr: 'urn:countersign:acr:2' });
      });

  it('M16, M12: leaves everybody else alone, and lets a chosen member go again', async () => {
    const world = await createWorld();
    const { slug, mina, greta, server } = world;
    const api = await apiOf(world, world.olivia);
    await seed(server, { organizations: [{ slug, members: [{ email: greta.email }] }] });
    await changed(api, world, mina, { override: 'required' });
    expect([await pageOf(world, mina), await pageOf(world, greta)]).to.deep.equal(['mailbox', 'in']);
    expect(await memberOf(api, slug, greta)).to.include({ status: 'unprotected' });
    for (const override of ['exempt', 'inherit']) {
      expect(await changed(api, world, mina, { override })).to.include({ status: 'unprotected' });
      expect(await pageOf(world, mina)).to.equal('in');
    }
  });

  it('T13, M7: keeps a chosen member from removing the last factor', async () => {
    const world = await createWorld();
    await changed(await apiOf(world, world.olivia), world, world.tomas, { override: 'required' });
    const api = await apiOf(world, world.tomas);
    const [{ id }] = (await api.get('/me/authenticators')).body.items;
    expect(saying(await api.delete(`/me/authenticators/${id}`))).to.deep.equal([409, 'factor_required_by']);
    expect((await api.get('/me/authenticators')).body.items).to.have.length(1);
  });

  it('says preset chosen-people, off until somebody is chosen, and on from its beginning then', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}/enforcement`;
    const before = await api.get(path);
    const fields = { preset: 'chosen-people', ...presets['chosen-people'], factors: ['totp', 'webauthn'] };
    const off = { state: 'off', effective_at: null, deadline: null };
    expect(before.body).to.deep.equal({ ...fields, ...off });
    await changed(api, world, world.mina, { override: 'required' });
    const [row] = await world.server.countersign.db.sql<{ created_at: Date }>(
      'SELECT created_at FROM organizations WHERE slug = $1',
      [world.slug],
    );
    const on = { state: 'on', effective_at: row?.created_at.toISOString(), deadline: null };
    expect((await api.get(path)).body).to.deep.equal({ ...fields, ...on });
  });

  it('takes back what it answered, or its preset, and saves nothing', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/enforcement`;
    const first = await operator.get(path);
    for (const document of [first.body, { preset: 'chosen-people' }]) {
      const again = await operator.put(path, document);
      expect([again.status, again.body]).to.deep.equal([200, first.body]);
      expect(again.headers.get('etag')).to.equal(first.headers.get('etag'));
    }
    const [row] = await world.server.countersign.db.sql(
      'SELECT enforcement FROM organizations WHERE slug = $1',
      [world.slug],
    );
    expect(row).to.deep.equal({ enforcement: null });
  });

  it('ruling 5: goes on binding a chosen member until the first saved policy takes effect', async () => {
    const world = await createWorld();
    const { mina, greta, slug } = world;
    const operator = await operatorOf(world);
    await changed(operator, world, mina, { override: 'required' });
    travel(1);
    const saved = await operator.put(`/organizations/${slug}/enforcement`, { preset: 'by-midnight' });
    expect(saved.body, JSON.stringify(saved.body)).to.include({ state: 'scheduled' });
    expect(await pageOf(world, mina)).to.equal('mailbox');
    await seed(world.server, { organizations: [{ slug, members: [{ email: greta.email }] }] });
    expect(await pageOf(world, greta), 'everybody else has until midnight').to.equal('in');
  });

  it('is previewed with whom it has chosen', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    await changed(api, world, world.mina, { override: 'required' });
    const path = `/organizations/${world.slug}/enforcement/preview`;
    const { body } = await api.post(path, { preset: 'chosen-people' });
    expect(body).to.deep.include({ not_protected: [world.mina.email], signed_out: [], locked_out: [] });
  });

  it('D25: says before a downgrade whom it has chosen', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    await changed(api, world, world.mina, { override: 'required' });
    const { body } = await api.get(`/organizations/${world.slug}/plan/preview?plan=free`);
    const lost = { code: 'plan_without_enforcement', list: [world.mina.email] };
    expect(body.incompatible).to.deep.equal([lost]);
  });

  it('T3: chooses nobody on a plan without enforcement', async () => {
    const world = await createWorld({ plan: 'free' });
    const api = await apiOf(world, world.olivia);
    expect(saying(await patchMember(api, world, world.mina, { override: 'required' }))).to.deep.equal([
      409,
      'plan_without_enforcement',
    ]);
    expect(await memberOf(api, world.slug, world.mina)).to.include({ override: 'inherit' });
    expect(await pageOf(world, world.mina)).to.equal('in');
  });
});

describe('the policies of an organization', () => {
  const createdAt = new Date('2026-12-07T12:00:00Z');
  const preset = defaultPolicy(createdAt.getTime());
  const older = defaultPolicy(createdAt.getTime() + 1);
  const latest = defaultPolicy(createdAt.getTime() + 2);
  const table: readonly [
    string,
    Organization['enforcement'],
    Organization['enforcementBefore'],
    ReturnType<typeof policiesOf>,
  ][] = [
    ['none saved', null, [], [preset]],
    ['none saved, older ones that cannot be read', null, 'unreadable', null],
    ['one that cannot be read', 'unreadable', [older], null],
    ['one', latest, [], [latest, preset]],
    ['one over an older one', latest, [older], [latest, older, preset]],
  ];
  for (const [name, enforcement, enforcementBefore, policies] of table)
    it(`are these: ${name}`, () => {
      const organization = { enforcement, enforcementBefore, createdAt };
      expect(policiesOf(organization)).to.deep.equal(policies);
      if (enforcement !== null) expect(savedPolicy(organization)).to.equal(enforcement);
    });

  it('end with preset chosen-people, saved when it was created', () => {
    expect(toDocument(preset).preset).to.equal('chosen-people');
    expect(preset.savedAt).to.equal(createdAt.getTime());
  });
});

describe('turning enforcement on, by an administrator without a factor (ruling 14)', () => {
  const presetsToTurnOn = ['by-midnight', 'all-at-once'] as const;
  const asMinaOf = async (world: World) => {
    const members = [{ email: world.mina.email, role: 'owner' }];
    await seed(world.server, { organizations: [{ slug: world.slug, members }] });
    return apiOf(world, world.mina);
  };

  for (const preset of presetsToTurnOn)
    it(`T5: takes none for preset ${preset}, whatever else it says of whom it requires`, async () => {
      for (const more of [{}, { grace_days: 14, minimum_acr: 3 }, { self_disable: 'remove' }]) {
        const world = await createWorld();
        const api = await asMinaOf(world);
        const saved = await api.put(`/organizations/${world.slug}/enforcement`, { preset, ...more });
        expect(saved.status, JSON.stringify(saved.body)).to.equal(200);
        expect(saved.body.required).to.equal('everyone');
      }
    });

  const looser: Readonly<Record<string, object>> = {
    'no proof before a first enrolment': { preset: 'all-at-once', enrollment_proof: 'none' },
    'devices remembered for longer than any preset does': {
      preset: 'by-midnight',
      // An age of a day would end what is remembered after a day.
      challenge: { max_age_seconds: null, new_address: true, remembered_device_days: 30 },
    },
    'the same without turning it on': {
      preset: 'chosen-people',
      challenge: { max_age_seconds: 86_400, new_address: true, remembered_device_days: 1 },
    },
  };
  for (const [name, document] of Object.entries(looser))
    it(`takes one for ${name} (ruling 26)`, async () => {
      const world = await createWorld();
      const api = await asMinaOf(world);
      const path = `/organizations/${world.slug}/enforcement`;
      const before = await api.get(path);
      const refused = await api.put(path, document);
      expect(saying(refused)).to.deep.equal([401, 'mfa_required']);
      expect(refused.headers.get('www-authenticate')).to.contain('max_age="300"');
      const after = await api.get(path);
      expect([after.body, after.headers.get('etag')]).to.deep.equal([
        before.body,
        before.headers.get('etag'),
      ]);
    });

  it('takes one for preset by-midnight where members are chosen already, who would be asked less', async () => {
    const world = await createWorld();
    const api = await asMinaOf(world);
    await changed(await operatorOf(world), world, world.tomas, { override: 'required' });
    const path = `/organizations/${world.slug}/enforcement`;
    expect(saying(await api.put(path, { preset: 'by-midnight' }))).to.deep.equal([401, 'mfa_required']);
    expect((await api.get(path)).body).to.include({ required: 'nobody' });
    expect((await api.put(path, { preset: 'all-at-once' })).status).to.equal(200);
  });
});
