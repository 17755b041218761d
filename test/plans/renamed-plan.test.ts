import { expect } from 'chai';
import { stringify } from 'yaml';
import { shippedPlans } from '../../src/config/plans.ts';
import { createPasswordHasher } from '../../src/passwords/password-hashing.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { applyDocument } from '../../src/seeding/apply.ts';
import { readSeedingDocument } from '../../src/seeding/document.ts';
import { auditOfOrganization } from '../attacks/support/audit-rows.ts';
import { type ApiClient, apiOf, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { changed, memberOf, memberPath, patchMember, saying } from '../harness/members.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createWorld, everyoneNow, pageOf, signIn, type World } from '../harness/world.ts';

const { free, team } = shippedPlans;
/** The configuration after `team` was renamed; worlds are made as it was before. */
const plans = { ...(free && { free }), ...(team && { squad: team }) };
const hasher = createPasswordHasher();

/** Applies a file about the organization; answers the code and place of a refusal, or nothing. */
async function applied({ server, slug }: World, organization: object): Promise<readonly string[]> {
  const read = readSeedingDocument(stringify({ organizations: [{ slug, ...organization }] }));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const { db, isMailWorking } = server.countersign;
  const deps = { db, hasher, plans, defaultPlan: 'free', issuer: new URL(server.issuer), isMailWorking };
  try {
    await applyDocument(deps, read.document, { mode: 'write', now: new Date() });
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [error.code, ...(error.detail.list ?? []).map((line) => line.split(': ')[0] ?? '')];
  }
}

describe('ruling 27: a plan that the configuration does not name any more', () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer({ plans, defaultPlan: 'free' });
  });
  after(() => server.stop());

  async function setUp(enforcement: Readonly<Record<string, unknown>> | null = everyoneNow) {
    const world = await createWorld({ server, plan: 'team', enforcement });
    return { world, path: `/organizations/${world.slug}`, operator: await operatorOf(world) };
  }
  const stateOf = async (api: ApiClient, path: string) => (await api.get(`${path}/enforcement`)).body.state;
  const lapses = async ({ slug }: World) =>
    (await auditOfOrganization(server, slug)).filter(
      ({ type }) => type === 'organization.enforcement_lapsed',
    );

  it('lifts nothing and lapses nothing', async () => {
    const { world, path, operator } = await setUp();
    await server.countersign.sweep(new Date());
    expect(await applied(world, { name: 'Renamed' })).to.deep.equal([]);
    expect((await operator.patch(path, { time_zone: 'Europe/Brussels' })).status).to.equal(200);
    expect(await pageOf(world, world.mina)).to.equal('mailbox');
    expect(await stateOf(operator, path)).to.equal('on');
    expect(await memberOf(operator, world.slug, world.mina)).to.include({ status: 'pending' });
    expect((await operator.get(path)).body).to.include({ plan: 'team', enforcement_allowed: false });
    expect(await lapses(world)).to.deep.equal([]);
  });

  const taking: Readonly<Record<string, (world: World, api: ApiClient) => Promise<unknown>>> = {
    'turning enforcement off': async ({ slug }, api) => {
      const off = await api.put(`/organizations/${slug}/enforcement`, { required: 'nobody' });
      expect([off.status, off.body.state]).to.deep.equal([200, 'off']);
    },
    'another field of the policy': async ({ slug }, api) => {
      const path = `/organizations/${slug}/enforcement`;
      expect((await api.post(`${path}/preview`, { grace_days: 3 })).status).to.equal(200);
      expect((await api.put(path, { grace_days: 3 })).body).to.include({ state: 'on', grace_days: 3 });
    },
    'exempting a member and taking it back': async (world, api) => {
      for (const override of ['exempt', 'inherit']) await changed(api, world, world.mina, { override });
    },
    'suspending a member, and letting them in again': async (world, api) => {
      for (const suspended of [true, false]) await changed(api, world, world.mina, { suspended });
    },
    'removing a member and inviting somebody for the seat': async (world, api) => {
      expect((await api.delete(await memberPath(world, world.mina))).status).to.equal(204);
      const body = { email: `nora@${world.slug}.example` };
      expect((await api.post(`/organizations/${world.slug}/invitations`, body)).status).to.equal(201);
    },
    'the same by the seeding file': async (world) => {
      expect(await applied(world, { enforcement: { grace_days: 3 } })).to.deep.equal([]);
      const members = [{ email: world.mina.email, override: 'exempt' }];
      expect(await applied(world, { members, enforcement: { required: 'nobody' } })).to.deep.equal([]);
      expect(await pageOf(world, world.mina)).to.equal('in');
    },
  };
  for (const [name, take] of Object.entries(taking))
    it(`forbids nothing that stands: ${name}`, async () => {
      const { world } = await setUp();
      await take(world, await apiOf(world, world.olivia));
    });

  it('refuses to turn enforcement on, and nothing changes', async () => {
    const { world, path, operator } = await setUp(null);
    const before = await operator.get(`${path}/enforcement`);
    for (const document of [{ preset: 'all-at-once' }, { required: 'everyone' }]) {
      const refusal = [409, 'plan_without_enforcement'];
      expect(saying(await operator.put(`${path}/enforcement`, document))).to.deep.equal(refusal);
      expect(saying(await operator.post(`${path}/enforcement/preview`, document))).to.deep.equal(refusal);
      expect(await applied(world, { enforcement: document })).to.deep.equal([
        'plan_without_enforcement',
        'organizations[0].enforcement',
      ]);
    }
    const after = await operator.get(`${path}/enforcement`);
    expect([after.body, after.headers.get('etag')]).to.deep.equal([before.body, before.headers.get('etag')]);
  });

  it('refuses to choose one more member, and nothing changes', async () => {
    const { world, operator } = await setUp(null);
    expect(saying(await patchMember(operator, world, world.mina, { override: 'required' }))).to.deep.equal([
      409,
      'plan_without_enforcement',
    ]);
    const members = [{ email: world.mina.email, override: 'required' }];
    expect(await applied(world, { members })).to.deep.equal([
      'plan_without_enforcement',
      'organizations[0].members[0].override',
    ]);
    expect(await memberOf(operator, world.slug, world.mina)).to.include({ override: 'inherit' });
  });

  it('adds no seats, and takes none away', async () => {
    const { world, path, operator } = await setUp();
    const { seats } = (await operator.get(path)).body;
    expect(saying(await operator.put(`${path}/seats`, { seats: seats + 1 }))).to.deep.equal([
      409,
      'no_free_seat',
    ]);
    expect(await applied(world, { seats: seats + 1 })).to.deep.equal([
      'no_free_seat',
      'organizations[0].seats',
    ]);
    expect((await operator.get(path)).body).to.include({ seats });
    expect((await operator.put(`${path}/seats`, { seats: seats - 1 })).status).to.equal(200);
  });

  const puttingOn: Readonly<Record<string, (world: World, api: ApiClient, plan: string) => Promise<void>>> = {
    'the API': async ({ slug }, api, plan) => {
      const answer = await api.put(`/organizations/${slug}/plan`, { plan });
      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    },
    'the seeding file': async (world, _api, plan) => {
      expect(await applied(world, { plan, seats: plan === 'free' ? 3 : 5 })).to.deep.equal([]);
    },
  };
  for (const [way, putOn] of Object.entries(puttingOn)) {
    it(`keeps policy, overrides and seats when ${way} puts it on one that allows enforcement`, async () => {
      const { world, path, operator } = await setUp({ preset: 'chosen-people', factors: ['totp'] });
      await server.countersign.db.sql(
        `UPDATE members SET override = 'required', override_set_at = $2
         FROM users u WHERE u.id = user_id AND u.email = $1`,
        [world.mina.email, new Date()],
      );
      travel(1);
      const { body: before } = await operator.get(`${path}/enforcement`);
      await putOn(world, operator, 'squad');
      expect((await operator.get(`${path}/enforcement`)).body).to.deep.equal(before);
      expect((await operator.get(path)).body).to.include({
        plan: 'squad',
        seats: 5,
        enforcement_allowed: true,
      });
      expect(await pageOf(world, world.mina)).to.equal('mailbox');
      expect(await lapses(world)).to.deep.equal([]);
    });

    it(`T14, ruling 6: ends enforcement when ${way} puts it on one that does not, what had ended stays ended`, async () => {
      const deadline = new Date(Date.now() + 3_600_000).toISOString();
      const { world, path } = await setUp({
        required: 'everyone',
        activation: { deadline },
        sessions: 'end_at_deadline',
      });
      const { answer } = await signIn(world.application, world.mina);
      const tokens = await world.application.redeem(answer);
      travel(3601);
      const later = await operatorOf(world);
      await putOn(world, later, 'free');
      expect(await stateOf(later, path)).to.equal('off');
      expect(await lapses(world)).to.have.length(1);
      const refreshed = await world.application.refresh(tokens.refresh_token ?? '').catch(() => null);
      expect(refreshed).to.equal(null);
      expect(await pageOf(world, world.mina)).to.equal('in');
    });
  }

  it('keeps bought seats when it is put on one where seats can be added', async () => {
    const { world, path, operator } = await setUp();
    await server.countersign.db.sql('UPDATE organizations SET seats = 40 WHERE slug = $1', [world.slug]);
    expect((await operator.put(`${path}/plan`, { plan: 'squad' })).body).to.include({ seats: 40 });
  });

  it('ends with the trial, which is a stored fact', async () => {
    const { world, path, operator } = await setUp();
    const trialEndsAt = new Date(Date.now() + 3_600_000);
    await server.countersign.db.sql('UPDATE organizations SET trial_ends_at = $2 WHERE slug = $1', [
      world.slug,
      trialEndsAt,
    ]);
    expect([await stateOf(operator, path), await pageOf(world, world.mina)]).to.deep.equal(['on', 'mailbox']);
    travel(3600);
    const later = await operatorOf(world);
    expect([await stateOf(later, path), await pageOf(world, world.mina)]).to.deep.equal(['off', 'in']);
    await later.put(`${path}/plan`, { plan: 'squad', trial_ends_at: null });
    expect([await stateOf(later, path), (await lapses(world)).length]).to.deep.equal(['off', 1]);
  });

  it('is nothing to be put on', async () => {
    const { world, path, operator } = await setUp();
    const before = await operator.get(path);
    for (const plan of ['team', 'gold', 'constructor']) {
      const refused = await operator.put(`${path}/plan`, { plan });
      expect([...saying(refused), refused.body.errors[0].path]).to.deep.equal([
        422,
        'invalid_value',
        '/plan',
      ]);
      expect(await applied(world, { plan })).to.deep.equal(['invalid_document', 'organizations[0].plan']);
      const created = await operator.post('/organizations', { slug: `${world.slug}-${plan}`, plan });
      expect(saying(created)).to.deep.equal([422, 'invalid_document']);
    }
    expect((await operator.get(path)).body).to.deep.equal(before.body);
  });
});
