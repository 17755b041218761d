import { expect } from 'chai';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { follow, invite, signInAt } from '../../harness/invitations.ts';
import { changed, idOf, memberOf, memberPath, saying } from '../../harness/members.ts';
import { createWorld, passPassword, seed, type TestPerson, type World } from '../../harness/world.ts';

const day = 24 * 60 * 60;

interface Scene {
  readonly world: World;
  readonly operator: ApiClient;
  /** When the override was set. */
  readonly setAt: Date;
}

/** Tomas and Mina are chosen, where a removed factor costs the membership and members may leave. */
async function chosen(): Promise<Scene> {
  const world = await createWorld({
    plan: 'team',
    enforcement: { preset: 'chosen-people', self_disable: 'remove' },
  });
  const operator = await operatorOf(world);
  await operator.patch(`/organizations/${world.slug}`, { members_may_leave: true });
  for (const person of [world.tomas, world.mina])
    await changed(operator, world, person, { override: 'required', reason: 'handles money' });
  const setAt = (await storedOf(world, world.tomas))?.override_set_at ?? new Date(0);
  travel(60);
  return { world, operator, setAt };
}

interface Stored {
  readonly override: string;
  readonly override_set_at: Date | null;
  readonly override_reason: string | null;
  readonly grace_until: Date | null;
}

async function storedOf({ server, slug }: World, { email }: TestPerson): Promise<Stored | undefined> {
  const [row] = await server.countersign.db.sql<Stored>(
    `SELECT m.override, m.override_set_at, m.override_reason, m.grace_until FROM members m
     JOIN users u ON u.id = m.user_id JOIN organizations o ON o.id = m.organization_id
     WHERE o.slug = $1 AND u.email = $2`,
    [slug, email],
  );
  return row;
}

async function keptIn({ server, slug }: World): Promise<number> {
  const rows = await server.countersign.db.sql(
    'SELECT 1 FROM kept_overrides k JOIN organizations o ON o.id = k.organization_id WHERE o.slug = $1',
    [slug],
  );
  return rows.length;
}

/** As if so many days had gone by since they went. */
async function age({ server, slug }: World, days: number): Promise<void> {
  await server.countersign.db.sql(
    `UPDATE kept_overrides SET expires_at = expires_at - make_interval(days => $2)
     WHERE organization_id = (SELECT id FROM organizations WHERE slug = $1)`,
    [slug, days],
  );
}

/** The ways out, each for Tomas. */
const waysOut: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  'was removed': async ({ world, operator }) => {
    expect((await operator.delete(await memberPath(world, world.tomas))).status).to.equal(204);
  },
  'removed the factor': async ({ world }) => {
    const api = await apiOf(world, world.tomas);
    const [factor] = (await api.get('/me/authenticators')).body.items;
    const answer = await api.delete(`/me/authenticators/${factor.id}`);
    expect([answer.status, answer.body.removed_from], JSON.stringify(answer.body)).to.deep.equal([
      200,
      [world.slug],
    ]);
  },
  left: async ({ world }) => {
    const api = await apiOf(world, world.tomas);
    expect((await api.delete(`/me/memberships/${world.slug}`)).status).to.equal(204);
  },
};

async function invited(
  { world, operator }: Pick<Scene, 'world' | 'operator'>,
  person: TestPerson,
): Promise<void> {
  const { link } = await invite(world, operator, { email: person.email });
  const { browser, answer } = await follow(link);
  expect((await signInAt(browser, answer, person)).name).to.equal('joined');
}

async function named(
  { world: { server, slug } }: Pick<Scene, 'world'>,
  { email }: TestPerson,
  more = {},
): Promise<void> {
  await seed(server, { organizations: [{ slug, members: [{ email, ...more }] }] });
}

const waysBack = { 'is invited again': invited, 'stands in the seeding file': named };

describe('ruling 26: a required override outlives its membership', () => {
  for (const [out, leave] of Object.entries(waysOut))
    for (const [back, join] of Object.entries(waysBack)) {
      it(`of somebody who ${out} and ${back}`, async () => {
        const scene = await chosen();
        const { world, operator } = scene;
        await leave(scene);
        expect([await storedOf(world, world.tomas), await keptIn(world)]).to.deep.equal([undefined, 1]);
        travel(60);
        const hasFactor = out !== 'removed the factor';
        await join(scene, hasFactor ? world.tomas : { ...world.tomas, secret: null });
        expect(await storedOf(world, world.tomas)).to.deep.equal({
          override: 'required',
          override_set_at: scene.setAt,
          override_reason: 'handles money',
          grace_until: null,
        });
        expect(await keptIn(world)).to.equal(0);
        const { status, bound_by: reasons } = await memberOf(operator, world.slug, world.tomas);
        expect(status).to.equal(hasFactor ? 'protected' : 'pending');
        expect(reasons[0].by).to.equal('organization');
        travel(60);
        const page = (await passPassword(world.application, world.tomas)).answer.name;
        expect(page).to.equal(hasFactor ? 'challenge' : 'mailbox');
      });
    }

  it('of somebody who was removed, for 90 days and no longer', async () => {
    for (const [days, override] of [
      [89, 'required'],
      [90, 'inherit'],
    ] as const) {
      const { world, operator } = await chosen();
      await operator.delete(await memberPath(world, world.mina));
      await age(world, days);
      await invited({ world, operator }, world.mina);
      expect((await storedOf(world, world.mina))?.override, `${days} days`).to.equal(override);
    }
  });

  it('and binds at once, without days of grace', async () => {
    const scene = await chosen();
    const { world, operator } = scene;
    await operator.delete(await memberPath(world, world.mina));
    await operator.put(`/organizations/${world.slug}/enforcement`, { preset: 'all-at-once', grace_days: 9 });
    travel(60);
    await invited(scene, world.mina);
    expect(await storedOf(world, world.mina)).to.include({ override: 'required', grace_until: null });
    expect((await passPassword(world.application, world.mina)).answer.name).to.equal('mailbox');
    await invited(scene, world.greta);
    expect((await storedOf(world, world.greta))?.grace_until).to.be.an.instanceOf(Date);
  });

  it('is in the activity log with who came back', async () => {
    const scene = await chosen();
    const { world, operator } = scene;
    await operator.delete(await memberPath(world, world.mina));
    await invited(scene, world.mina);
    const { items } = (await operator.get(`/organizations/${world.slug}/activity?type=member.added`)).body;
    expect(items[0].detail.after).to.deep.equal({ role: 'member', override: 'required' });
  });

  it('until somebody decides otherwise, which takes a second factor of the last five minutes', async () => {
    const scene = await chosen();
    const { world, operator } = scene;
    const path = await memberPath(world, world.mina);
    await operator.delete(path);
    await invited(scene, world.mina);
    const owner = await apiOf(world, world.olivia);
    travel(200);
    expect(saying(await owner.patch(path, { override: 'inherit' }))).to.deep.equal([200, undefined]);
    expect(saying(await owner.delete(path))).to.deep.equal([204, undefined]);
    expect(await keptIn(world), 'nothing is left to keep').to.equal(0);
    travel(31);
    await invited({ world, operator: await operatorOf(world) }, world.mina);
    expect((await storedOf(world, world.mina))?.override).to.equal('inherit');
  });

  it('until the operator decides otherwise in the seeding file', async () => {
    const scene = await chosen();
    const { world, operator } = scene;
    await operator.delete(await memberPath(world, world.mina));
    await named(scene, world.mina, { override: 'inherit' });
    expect([(await storedOf(world, world.mina))?.override, await keptIn(world)]).to.deep.equal([
      'inherit',
      0,
    ]);
  });

  it('not of somebody who was not required', async () => {
    const scene = await chosen();
    const { world, operator } = scene;
    await changed(operator, world, world.mina, { override: 'exempt' });
    await operator.delete(await memberPath(world, world.mina));
    expect(await keptIn(world)).to.equal(0);
  });

  it('not a downgrade, which clears it with all others (ruling 6)', async () => {
    const scene = await chosen();
    const { world, operator } = scene;
    await operator.delete(await memberPath(world, world.mina));
    for (const plan of ['free', 'team'])
      expect((await operator.put(`/organizations/${world.slug}/plan`, { plan })).status).to.equal(200);
    expect(await keptIn(world)).to.equal(0);
    await invited(scene, world.mina);
    expect((await storedOf(world, world.mina))?.override).to.equal('inherit');
  });

  it('is swept when it has run out, and goes with the person', async () => {
    const { world, operator } = await chosen();
    const { server } = world;
    for (const person of [world.tomas, world.mina]) await operator.delete(await memberPath(world, person));
    await server.countersign.sweep(new Date(Date.now() + 89 * day * 1000));
    expect(await keptIn(world)).to.equal(2);
    await server.countersign.db.sql('DELETE FROM users WHERE id = $1', [await idOf(world, world.tomas)]);
    expect(await keptIn(world)).to.equal(1);
    await server.countersign.sweep(new Date(Date.now() + 90 * day * 1000));
    expect(await keptIn(world)).to.equal(0);
  });
});
