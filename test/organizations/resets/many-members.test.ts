import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import { batchRunners } from '../../../src/jobs/batch-runners.ts';
import { runBatch } from '../../../src/long-jobs/run-batch.ts';
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

  it('L4: are ordered by a job, each member once', async () => {
    const world = await crowdedWorld();
    const api = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}/password-resets`;
    const expected = {
      ordered: many + 2,
      skipped_count: 1,
      must_enroll: true,
      next_sign_in: { enroll: many + 1, factor: 1, password_only: 0 },
    };
    const dry = await api.post(path, { users: 'all', dry_run: true });
    expect(dry.body).to.deep.include({ ...expected, job: null });
    expect((await countsOf(world))?.marked).to.equal(0);
    const answer = await api.post(path, { users: 'all' });
    expect(answer.body).to.deep.include(expected);
    expect(answer.body.job).to.include({ kind: 'reset_passwords', state: 'queued', total: many + 3 });
    await deliver(server);
    await deliver(server);
    const each = many + 2;
    expect(await countsOf(world)).to.deep.equal({
      marked: each,
      // Tomas has a factor; the flag of the order travels with the job.
      enrolling: each - 1,
      chosen: each,
      epochs: each,
      links: each,
      events: each,
    });
    const { body } = await (await operatorOf(world)).get(
      `/organizations/${world.slug}/jobs/${answer.body.job.id}`,
    );
    expect(body).to.deep.include({
      state: 'done',
      done: each,
      failed: 1,
      failed_by_reason: { own_device: 1 },
    });
  }).timeout(120_000);

  it('L4: are ordered at once for up to a thousand of those who match, and told beforehand', async () => {
    const world = await crowdedWorld();
    const api = await operatorOf(world);
    const path = `/organizations/${world.slug}/password-resets`;
    const users = { matching: { q: `m1` } };
    const dry = await api.post(path, { users, dry_run: true });
    expect(dry.body.ordered).to.be.within(300, 320);
    const { body } = await api.post(path, { users });
    expect(body).to.include({ ordered: dry.body.ordered, job: null });
    expect((await countsOf(world))?.marked).to.equal(dry.body.ordered);
    const named = await api.post(path, { users: [world.mina.email, 'nobody@example.com'], dry_run: true });
    expect(named.body).to.deep.include({
      ordered: 1,
      skipped: [{ email: 'nobody@example.com', reason: 'not_found' }],
    });
  }).timeout(120_000);

  it('are ordered once for each member, also when a batch is done by two servers', async () => {
    const world = await crowdedWorld();
    const { db } = server.countersign;
    const api = await operatorOf(world);
    const { body } = await api.post(`/organizations/${world.slug}/password-resets`, {
      users: 'all',
      must_enroll: false,
    });
    const runners = batchRunners({ issuer: new URL(server.issuer), plans: shippedPlans });
    const first = () => runBatch({ db, runners }, { id: body.job.id, step: 0 }, new Date());
    await Promise.all([first(), first()]);
    await first();
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
