import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { auditOf } from '../../attacks/support/audit-rows.ts';
import { apiOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { changed, memberOf } from '../../harness/members.ts';
import { createWorld, everyoneNow, type World } from '../../harness/world.ts';

const nobody = { required: 'nobody', activation: 'immediately', sessions: 'keep' };

/** An enforcing organization that has suspended Mina by rule. */
async function setUp() {
  const world = await createWorld({ enforcement: everyoneNow });
  await world.server.countersign.db.sql(
    "UPDATE members SET suspended = 'by_rule' WHERE user_id = (SELECT id FROM users WHERE email = $1)",
    [world.mina.email],
  );
  return { world, api: await apiOf(world, world.olivia), path: `/organizations/${world.slug}/enforcement` };
}

async function reinstatements({ server, mina }: World): Promise<readonly unknown[]> {
  const events = (await auditOf(server, mina.email)).filter(({ type }) => type === 'member.reinstated');
  return events.map(({ detail }) => detail);
}

const once = [
  { before: { suspended: 'by_rule' }, after: { suspended: null }, reason: 'no longer asked' },
] as const;

describe('ruling 15: a suspension by rule that has ended, which nothing brings back (ruling 6)', () => {
  it('because enforcement was switched off', async () => {
    const { world, api, path } = await setUp();
    expect((await api.put(path, nobody)).body.state).to.equal('off');
    expect(await reinstatements(world)).to.deep.equal(once);
    expect((await api.put(path, everyoneNow)).body.state).to.equal('on');
    expect(await memberOf(api, world.slug, world.mina)).to.include({ suspended: false, suspended_by: null });
  });

  it('because the member was exempted', async () => {
    const { world, api } = await setUp();
    await changed(api, world, world.mina, { override: 'exempt' });
    expect(await reinstatements(world)).to.deep.equal(once);
    await changed(api, world, world.mina, { override: 'inherit' });
    expect(await memberOf(api, world.slug, world.mina)).to.include({ suspended: false, suspended_by: null });
  });

  for (const [how, again] of [
    ['a policy is saved', ({ api, path }) => api.put(path, everyoneNow)],
    ['they are chosen', ({ api, world }) => changed(api, world, world.mina, { override: 'required' })],
    ['the sweep comes', ({ world }) => world.server.countersign.sweep(new Date())],
  ] as [string, (at: Awaited<ReturnType<typeof setUp>>) => Promise<unknown>][]) {
    it(`because a deadline has switched it off since, when ${how}`, async () => {
      const at = await setUp();
      const deadline = new Date(Date.now() + 120_000).toISOString();
      await at.api.put(at.path, { ...nobody, activation: { deadline } });
      expect(await memberOf(at.api, at.world.slug, at.world.mina)).to.include({ suspended: true });
      travel(180);
      await again(at);
      expect(await memberOf(at.api, at.world.slug, at.world.mina)).to.include({ suspended: false });
      expect(await reinstatements(at.world)).to.deep.equal(once);
    });
  }

  it('behind a thousand that go on', async () => {
    const { world, api, path } = await setUp();
    const { db } = world.server.countersign;
    await db.sql(
      `WITH crowd AS (INSERT INTO users (id, email, email_verified, profile, password_is_short, created_at)
         SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'm' || n || '@' || $1 || '.example',
           true, '{}', false, now()
         FROM generate_series(1, 1000) n RETURNING id)
       INSERT INTO members (organization_id, user_id, role, override, suspended, joined_at)
       SELECT o.id, c.id, 'member', 'inherit', 'by_rule', now() FROM crowd c, organizations o WHERE o.slug = $1`,
      [world.slug],
    );
    await db.sql(
      "UPDATE members SET override = 'exempt' WHERE user_id = (SELECT id FROM users WHERE email = $1)",
      [world.mina.email],
    );
    expect((await api.put(path, { ...everyoneNow, grace_days: 1 })).status).to.equal(200);
    expect(await reinstatements(world)).to.deep.equal(once);
    const [left] = await db.sql(
      `SELECT count(*)::int AS n FROM members m JOIN organizations o ON o.id = m.organization_id
       WHERE o.slug = $1 AND m.suspended = 'by_rule'`,
      [world.slug],
    );
    expect(left).to.deep.equal({ n: 1000 });
  });

  it('is not waited for while the member ends it themselves by enrolling', async () => {
    const { world, api, path } = await setUp();
    const { db } = world.server.countersign;
    const [member] = await db.sql<{ organization: string; user: string }>(
      `SELECT m.organization_id AS organization, m.user_id AS "user" FROM members m JOIN users u ON u.id = m.user_id
       WHERE u.email = $1`,
      [world.mina.email],
    );
    if (member === undefined) throw new Error('no member');
    let saving: ReturnType<typeof api.put> | undefined;
    // What an enrolment does at its end, with the policy saved between its two statements.
    await db.transaction(async ({ members, audit }) => {
      await members.reinstate(member.organization, [member.user]);
      saving = api.put(path, nobody);
      await pause(300);
      const actor = { kind: 'user', id: member.user, sourceAddress: '' } as const;
      const event = { type: 'member.reinstated', actor, organizationId: member.organization } as const;
      await audit.record({ ...event, userId: member.user, detail: once[0] }, new Date());
    });
    expect((await saving)?.body.state).to.equal('off');
    expect(await reinstatements(world)).to.deep.equal(once);
  });
});
