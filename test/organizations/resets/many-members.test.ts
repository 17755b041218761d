import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import { orderNextResets } from '../../../src/organizations/resets/order-password-resets.ts';
import { apiOf, operatorOf } from '../../harness/api.ts';
import { deliver } from '../../harness/mails.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, type World } from '../../harness/world.ts';

const many = 1200;

describe('new passwords for thousands of members', () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer();
  });

  after(() => server.stop());

  async function crowdedWorld(): Promise<World> {
    const world = await createWorld({ server, enforcement: { preset: 'reset-driven' } });
    await server.countersign.db.sql(
      `WITH crowd AS (INSERT INTO users (id, email, email_verified, profile, password_is_short, created_at)
         SELECT gen_random_uuid(), 'm' || n || '@' || $1 || '.example', true, '{}', false, now()
         FROM generate_series(1, ${many}) n RETURNING id)
       INSERT INTO members (organization_id, user_id, role, override, joined_at)
       SELECT o.id, c.id, 'member', 'inherit', now() FROM crowd c, organizations o WHERE o.slug = $1`,
      [world.slug],
    );
    return world;
  }

  const orderIn = (organizationId = '', orderedAt: number) => ({
    organizationId,
    acting: { actor: { kind: 'operator' }, admin: null } as const,
    orderedAt,
    mustEnroll: false,
  });

  async function countsOf({ slug }: World) {
    const [row] = await server.countersign.db.sql(
      `SELECT count(*) FILTER (WHERE u.password_reset_at IS NOT NULL)::int AS marked,
         count(*) FILTER (WHERE u.must_enroll_since IS NOT NULL)::int AS enrolling,
         count(*) FILTER (WHERE m.override = 'required')::int AS chosen, sum(u.epoch)::int AS epochs,
         (SELECT count(*)::int FROM one_time_links l WHERE l.organization_id = o.id) AS links,
         (SELECT count(*)::int FROM audit_events a WHERE a.organization_id = o.id
            AND a.type = 'account.password_reset_ordered') AS events
       FROM organizations o JOIN members m ON m.organization_id = o.id JOIN users u ON u.id = m.user_id
       WHERE o.slug = $1 GROUP BY o.id`,
      [slug],
    );
    return row;
  }

  it('L4: are ordered a thousand at a time, the rest by the queue, each member once', async () => {
    const world = await crowdedWorld();
    const api = await apiOf(world, world.olivia);
    const answer = await api.post(`/organizations/${world.slug}/password-resets`, { users: 'all' });
    expect(answer.body).to.deep.include({
      ordered: many + 2,
      skipped_count: 1,
      must_enroll: true,
      next_sign_in: { enroll: many + 1, factor: 1, password_only: 0 },
    });
    const first = await countsOf(world);
    expect(first?.marked).to.be.within(999, 1000);
    await deliver(server);
    await deliver(server);
    const each = many + 2;
    expect(await countsOf(world)).to.deep.equal({
      marked: each,
      // Tomas has a factor; the flag of the order travels with what is queued.
      enrolling: each - 1,
      chosen: each,
      epochs: each,
      links: each,
      events: each,
    });
  }).timeout(120_000);

  it('leave alone whom a later order has reached already', async () => {
    const world = await createWorld({ server });
    const { db } = server.countersign;
    const orderedAt = Date.now();
    const body = { users: [world.mina.email], must_enroll: false };
    const named = await (await operatorOf(world)).post(`/organizations/${world.slug}/password-resets`, body);
    expect(named.body).to.include({ ordered: 1 });
    const organization = await db.organizations.findBySlug(world.slug);
    const deps = { db, issuer: new URL(server.issuer), plans: shippedPlans };
    await orderNextResets(
      deps,
      { order: orderIn(organization?.id, orderedAt), afterUserId: null },
      new Date(),
    );
    expect(await countsOf(world)).to.include({ marked: 3, epochs: 3, events: 3 });
  });

  it('are ordered once for each member, also when a batch is done again by another server', async () => {
    const world = await crowdedWorld();
    const { db } = server.countersign;
    const organization = await db.organizations.findBySlug(world.slug);
    const deps = { db, issuer: new URL(server.issuer), plans: shippedPlans };
    const first = { order: orderIn(organization?.id, Date.now()), afterUserId: null };
    await Promise.all([1, 2].map(() => orderNextResets(deps, first, new Date())));
    await orderNextResets(deps, first, new Date());
    await deliver(server);
    await deliver(server);
    const each = many + 3;
    expect(await countsOf(world)).to.deep.equal({
      marked: each,
      enrolling: 0,
      chosen: each,
      epochs: each,
      links: each,
      events: each,
    });
  }).timeout(120_000);
});
