import { expect } from 'chai';
import { shippedPlans } from '../../src/config/plans.ts';
import { setEnforcement } from '../../src/organizations/enforcement/set-enforcement.ts';
import type { EnforcementDocument } from '../../src/policy/enforcement/enforcement-document.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { type ApiClient, type ApiReply, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { saying } from '../harness/members.ts';
import { createWorld, pageOf, passPassword, seed, type World } from '../harness/world.ts';

type Document = Readonly<Record<string, unknown>>;

/** How a document is saved, with the answer or the problems of it. */
type Way = (world: World, document: Document) => Promise<readonly string[]>;

const pathsOf = (lines: readonly string[]) => lines.map((line) => line.split(': ')[0] ?? '');

const ways: Readonly<Record<string, Way>> = {
  'the API': async (world, document) => {
    const { status, body } = await (await operatorOf(world)).put(enforcementOf(world), document);
    if (status === 200) return [];
    expect([status, body.code]).to.deep.equal([422, 'invalid_policy']);
    return body.errors.map(({ path }: { path: string }) => path.slice(1));
  },
  'the seeding file': async ({ server, slug }, enforcement) => {
    try {
      await seed(server, { organizations: [{ slug, enforcement }] });
      return [];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      expect(error.code).to.equal('invalid_policy');
      const paths = pathsOf(error.detail.list ?? []);
      for (const path of paths) expect(path).to.match(/^organizations\[0\]\.enforcement\./);
      return paths.map((path) => path.replace('organizations[0].enforcement.', ''));
    }
  },
};

const enforcementOf = ({ slug }: World) => `/organizations/${slug}/enforcement`;

async function read(world: World): Promise<ApiReply> {
  return (await operatorOf(world)).get(enforcementOf(world));
}

for (const [way, save] of Object.entries(ways))
  describe(`part of a policy, saved by ${way}`, () => {
    for (const document of [{ factors: ['totp'] }, { minimum_acr: 3 }, { self_disable: 'suspend' }])
      it(`leaves on what is on: ${JSON.stringify(document)}`, async () => {
        const world = await createWorld({ enforcement: { preset: 'all-at-once' } });
        const { preset: _, effective_at: __, ...before } = (await read(world)).body;
        travel(60);
        expect(await save(world, document)).to.deep.equal([]);
        const { effective_at: since, ...after } = (await read(world)).body;
        expect(after).to.deep.equal({ ...before, ...document });
        expect([after.state, after.required]).to.deep.equal(['on', 'everyone']);
        expect(Date.parse(since)).to.be.closeTo(Date.now(), 5000);
        expect(await pageOf(world, world.mina)).to.equal('mailbox');
      });

    it('keeps a midnight that lies ahead, and everybody’s time until then', async () => {
      const world = await createWorld({ enforcement: { preset: 'by-midnight' } });
      const { preset: _, ...before } = (await read(world)).body;
      expect(before.state).to.equal('scheduled');
      expect(await save(world, { grace_days: 3 })).to.deep.equal([]);
      expect((await read(world)).body).to.deep.equal({ ...before, grace_days: 3 });
      expect(await pageOf(world, world.mina)).to.equal('in');
      expect(await save(world, { grace_days: 0 })).to.deep.equal([]);
      expect((await read(world)).body, 'tonight is still its word').to.deep.equal({
        preset: 'by-midnight',
        ...before,
      });
    });

    for (const preset of ['all-at-once', 'by-midnight', 'chosen-people', null])
      it(`is refused where it says nothing, and changes nothing: after ${preset ?? 'no policy'}`, async () => {
        const world = await createWorld({ enforcement: preset === null ? null : { preset } });
        const before = await read(world);
        expect(await save(world, {})).to.deep.equal(['preset']);
        const after = await read(world);
        expect([after.body, after.headers.get('etag')]).to.deep.equal([
          before.body,
          before.headers.get('etag'),
        ]);
      });

    it('is held against the field grid with what was saved before (ruling 19), and changes nothing', async () => {
      const world = await createWorld({ enforcement: { preset: 'by-midnight' } });
      const before = await read(world);
      expect(await save(world, { activation: 'immediately' })).to.deep.equal(['sessions']);
      expect(await save(world, { factors: ['totp'], minimum_acr: 3 })).to.deep.equal(['minimum_acr']);
      expect((await read(world)).body).to.deep.equal(before.body);
    });
  });

describe('part of a policy, through the API', () => {
  const put = (api: ApiClient, world: World, document: Document) => api.put(enforcementOf(world), document);

  it('is refused with nothing but what a GET answers beside the fields', async () => {
    const world = await createWorld({ enforcement: { preset: 'all-at-once' } });
    const operator = await operatorOf(world);
    const { body: before } = await read(world);
    const { state, effective_at, deadline } = before;
    for (const document of [{ state, effective_at, deadline }, { deadline: 'x' }, { version: 'x' }]) {
      const refused = await put(operator, world, document);
      expect([...saying(refused), refused.body.errors[0].path]).to.deep.equal([
        422,
        'invalid_policy',
        '/preset',
      ]);
      const previewed = await operator.post(`${enforcementOf(world)}/preview`, document);
      expect(saying(previewed)).to.deep.equal([422, 'invalid_policy']);
    }
    expect((await read(world)).body).to.deep.equal(before);
  });

  it('is previewed as it is saved', async () => {
    const world = await createWorld({ enforcement: { preset: 'all-at-once' } });
    const operator = await operatorOf(world);
    const document = { factors: ['webauthn'], minimum_acr: 3 };
    const { body } = await operator.post(`${enforcementOf(world)}/preview`, document);
    expect(body.not_protected).to.have.members(
      [world.olivia, world.tomas, world.mina].map(({ email }) => email),
    );
    expect((await put(operator, world, { ...document, version: body.version })).status).to.equal(200);
  });

  it('D2: is asked for compliance again where the policy wants it, but not to turn it off', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const [path, ready] = [`/organizations/${world.slug}/members`, { preset: 'everyone-ready' }];
    const [mina] = (await operator.get(`${path}?q=mina`)).body.items;
    expect((await operator.patch(`${path}/${mina.id}`, { override: 'exempt' })).status).to.equal(200);
    expect((await put(operator, world, ready)).status).to.equal(200);
    expect((await operator.patch(`${path}/${mina.id}`, { override: 'inherit' })).status).to.equal(200);
    const before = await read(world);
    const refused = await put(operator, world, { grace_days: 1 });
    expect([...saying(refused), refused.body.list]).to.deep.equal([
      409,
      'members_not_protected',
      [world.mina.email],
    ]);
    expect((await read(world)).body).to.deep.equal(before.body);
    expect((await put(operator, world, { required: 'nobody' })).body.state).to.equal('off');
    expect(await pageOf(world, world.mina)).to.equal('in');
  });

  it('is said to be scheduled where it turns enforcement off with an announced policy, and on until then', async () => {
    const world = await createWorld({ enforcement: { preset: 'all-at-once' } });
    const operator = await operatorOf(world);
    travel(60);
    const { body: announced } = await put(operator, world, { preset: 'by-midnight' });
    const { body } = await put(operator, world, { required: 'nobody' });
    expect(body).to.include({ state: 'scheduled', required: 'nobody', effective_at: announced.deadline });
    expect(await pageOf(world, world.mina), 'the policy before binds').to.equal('mailbox');
    const off = await put(operator, world, { preset: 'chosen-people' });
    expect(off.body).to.include({ state: 'off', effective_at: null });
    expect(await pageOf(world, world.mina)).to.equal('in');
  });

  it('ruling 5: leaves sessions from between two policies under the one they began with', async () => {
    const world = await createWorld({ enforcement: { preset: 'all-at-once' } });
    const { application, mina, slug } = world;
    const operator = await operatorOf(world);
    const [{ id }] = (await operator.get(`/organizations/${slug}/members?q=mina`)).body.items;
    const override = (body: Document) => operator.patch(`/organizations/${slug}/members/${id}`, body);
    const until = new Date(Date.now() + 600_000).toISOString();
    expect((await override({ override: 'exempt', exempt_until: until })).status).to.equal(200);
    travel(1);
    const { answer } = await passPassword(application, mina);
    const tokens = await application.redeem(answer);
    travel(1);
    expect((await put(operator, world, { grace_days: 3 })).status).to.equal(200);
    travel(600);
    const refreshed = await application.refresh(tokens.refresh_token ?? '').catch(() => null);
    expect(refreshed, 'the exemption is over').to.equal(null);
  });

  const mailTable: readonly [string, Document | null, EnforcementDocument, string][] = [
    ['the first policy', null, { preset: 'all-at-once' }, 'mail_not_working'],
    ['another field', { preset: 'all-at-once' }, { grace_days: 3 }, 'saved'],
    ['another preset with the same proof', { preset: 'all-at-once' }, { preset: 'by-midnight' }, 'saved'],
    ['what is saved already', null, { preset: 'chosen-people' }, 'saved'],
    [
      'the mailbox after tickets',
      { preset: 'all-at-once', enrollment_proof: 'ticket' },
      { enrollment_proof: 'mailbox' },
      'mail_not_working',
    ],
  ];
  for (const [name, enforcement, document, outcome] of mailTable)
    it(`ruling 13: asks for a mail server that works where the mailbox is chosen: ${name}`, async () => {
      const { server, slug } = await createWorld({ enforcement });
      const { db } = server.countersign;
      const { id: organizationId = '' } = (await db.organizations.findBySlug(slug)) ?? {};
      const asked: string[] = [];
      const isMailWorking = async (to: string | null) => asked.push(to ?? 'nobody') === 0;
      const acting = { actor: { kind: 'operator' }, admin: null, now: new Date() } as const;
      const change = { organizationId, document, previewVersion: null, expectedVersion: null };
      const saved = setEnforcement({ db, plans: shippedPlans, isMailWorking }, acting, change);
      expect(await saved.then(() => 'saved').catch(({ code }: Refusal) => code)).to.equal(outcome);
      expect(asked.length).to.equal(outcome === 'saved' ? 0 : 1);
    });
});
