import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import { dueHandlers } from '../../../src/jobs/due-handlers.ts';
import { runDueWork } from '../../../src/jobs/run-due-work.ts';
import { auditOf } from '../../attacks/support/audit-rows.ts';
import { apiOf, operatorOf } from '../../harness/api.ts';
import { travel, travelTo } from '../../harness/clock.ts';
import { freshDatabase, type OwnDatabase } from '../../harness/database.ts';
import { mailsTo } from '../../harness/mails.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, passPassword, signIn, type World } from '../../harness/world.ts';
import { setClosed } from '../../people/support/closed.ts';

async function epochOf({ countersign }: TestServer, email: string): Promise<number> {
  const [row] = await countersign.db.sql<{ epoch: number }>('SELECT epoch FROM users WHERE email = $1', [
    email,
  ]);
  return row?.epoch ?? -1;
}

async function endsOf({ countersign }: TestServer, email: string): Promise<number> {
  const rows = await countersign.db.sql(
    `SELECT 1 FROM audit_events e JOIN users u ON u.id = e.user_id
     WHERE e.type = 'account.sessions_ended' AND u.email = $1`,
    [email],
  );
  return rows.length;
}

/** Members without a factor, each signed in once. */
async function addMembers({ server, slug }: World, count: number): Promise<void> {
  const { sql } = server.countersign.db;
  await sql(
    `WITH added AS (INSERT INTO users (id, email, email_verified, profile, password_is_short, created_at)
       SELECT gen_random_uuid(), 'm' || n || '@' || $1 || '.example', true, '{}', false, now()
       FROM generate_series(1, $2::int) n RETURNING id),
     joined AS (INSERT INTO members (organization_id, user_id, role, override, joined_at)
       SELECT o.id, a.id, 'member', 'inherit', now() - interval '1 day' FROM added a, organizations o WHERE o.slug = $1)
     INSERT INTO session_records
       (uid_hash, user_id, user_epoch, proofs, source_prefix, suppressed, opened_at, last_seen_at, expires_at)
     SELECT sha256(id::text::bytea), id, 0, '{}', '', '{}', now() - interval '1 hour', now(), now() + interval '1 day'
     FROM added`,
    [slug, count],
  );
}

// What is due in the worlds of other tests would be done as well, by thousands.
describe('due work', () => {
  let own: OwnDatabase;
  let server: TestServer;

  before(async () => {
    own = await freshDatabase();
  });

  after(() => own.dispose());

  beforeEach(async () => {
    server = await startTestServer({ database: own.database });
    await server.countersign.sweep(new Date());
  });

  afterEach(() => server.stop());

  it('T8: a deadline ends the sessions of the unprotected for good, once, when its instant has come', async () => {
    travelTo('2027-06-10T18:00:00Z');
    const world = await createWorld({ server });
    await signIn(world.application, world.mina);
    const api = await apiOf(world, world.olivia);
    await api.put(`/organizations/${world.slug}/enforcement`, { preset: 'by-midnight' });
    await server.countersign.sweep(new Date());
    expect(await epochOf(server, world.mina.email)).to.equal(0);
    travelTo('2027-06-11T00:00:00Z');
    await Promise.all([1, 2, 3].map(() => server.countersign.sweep(new Date())));
    expect(await epochOf(server, world.mina.email)).to.equal(1);
    expect(await epochOf(server, world.tomas.email)).to.equal(0);
    expect(await endsOf(server, world.mina.email)).to.equal(1);
  });

  it('reminds the pending three days and one day before a deadline, and nobody else', async () => {
    travelTo('2027-06-01T08:00:00Z');
    const world = await createWorld({ server });
    const operator = await operatorOf(world);
    const activation = { deadline: '2027-06-10T00:00:00Z' };
    await operator.put(`/organizations/${world.slug}/enforcement`, { preset: 'by-midnight', activation });
    const reminders = async () => {
      await server.countersign.sweep(new Date());
      await server.countersign.jobs.runDue(new Date());
      const mails = server.mailbox.messages().filter(({ to }) => to.endsWith(`@${world.slug}.example`));
      return mails.filter(({ subject }) => /second step|two-step|set up/i.test(subject)).map(({ to }) => to);
    };
    expect(await reminders()).to.deep.equal([]);
    travelTo('2027-06-07T00:00:01Z');
    expect(await reminders()).to.deep.equal([world.mina.email]);
    travelTo('2027-06-09T00:00:01Z');
    expect(await reminders()).to.deep.equal([world.mina.email, world.mina.email]);
    expect(await reminders()).to.have.length(2);
    const noted = (await auditOf(server, world.mina.email)).filter(({ type }) => type === 'member.reminded');
    expect(noted.map(({ actor }) => actor)).to.deep.equal([{ kind: 'system' }, { kind: 'system' }]);
  });

  it('reminds nobody whose account is deactivated', async () => {
    travelTo('2027-06-10T10:00:00Z');
    const world = await createWorld({ server });
    const operator = await setClosed(world, world.mina);
    await operator.put(`/organizations/${world.slug}/enforcement`, {
      required: 'everyone',
      activation: { deadline: '2027-06-20T00:00:00Z' },
    });
    travelTo('2027-06-19T12:00:00Z');
    await server.countersign.sweep(new Date());
    expect(await mailsTo(server, world.mina.email)).to.deep.equal([]);
  });

  it('of a policy that was replaced is not done', async () => {
    travelTo('2027-06-01T08:00:00Z');
    const world = await createWorld({ server });
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/enforcement`;
    await operator.put(path, { preset: 'by-midnight', activation: { deadline: '2027-06-10T00:00:00Z' } });
    await operator.put(path, { required: 'nobody', activation: 'immediately', sessions: 'keep' });
    const [row] = await server.countersign.db.sql<{ rows: number }>(
      'SELECT count(*)::int AS rows FROM due_work d JOIN organizations o ON o.id = d.organization_id WHERE o.slug = $1',
      [world.slug],
    );
    expect(row?.rows).to.equal(1);
    travelTo('2027-06-10T00:00:01Z');
    await server.countersign.sweep(new Date());
    expect((await passPassword(world.application, world.mina)).answer.location).to.include('code=');
  });

  it('T8: does a large organization in batches, whose members before a crash are not ended twice', async () => {
    const world = await createWorld({ server });
    await addMembers(world, 2500);
    const operator = await operatorOf(world);
    const policy = { required: 'everyone', activation: 'immediately', sessions: 'end_now' };
    expect((await operator.put(`/organizations/${world.slug}/enforcement`, policy)).status).to.equal(200);
    const { db } = server.countersign;
    const handlers = dueHandlers(shippedPlans);
    let batches = 0;
    const dying: typeof handlers = {
      ...handlers,
      async revoke_sessions(stores, work, now) {
        batches += 1;
        const after = await handlers.revoke_sessions(stores, work, now);
        if (batches === 2) throw new Error('killed');
        return after;
      },
    };
    const failures: unknown[] = [];
    const onFailure = (_work: unknown, error: unknown) => void failures.push(error);
    await runDueWork({ db, handlers: dying, onFailure, pace: (batch) => batch() }, new Date());
    expect(failures).to.have.length(1);
    const ended = () =>
      db.sql("SELECT 1 FROM users WHERE email LIKE 'm%' AND epoch = 1 AND email LIKE $1", [
        `%@${world.slug}.example`,
      ]);
    const before = (await ended()).length;
    expect(before).to.be.within(1, 2000);
    travel(61);
    await server.countersign.sweep(new Date());
    expect(await ended()).to.have.length(2500);
    expect(
      await db.sql('SELECT 1 FROM users WHERE epoch > 1 AND email LIKE $1', [`m%@${world.slug}.example`]),
    ).to.have.length(0);
  });
});
