import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { JobKind, TakenJob } from '../../src/jobs/queue.ts';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import type { OpenDb } from '../../src/stores.ts';
import { freshDatabase, type OwnDatabase } from '../harness/database.ts';
import { testKey } from '../harness/server.ts';

const mail = { kind: 'recovery-code-used', codesLeft: 7 } as const;

describe('the queue', () => {
  let own: OwnDatabase;
  let now: Date;
  let servers: readonly OpenDb[];
  let db: OpenDb;

  before(async () => {
    own = await freshDatabase();
  });

  after(() => own.dispose());

  beforeEach(async () => {
    // Near the time of the database, which keeps nothing that waits for weeks.
    now = new Date(Math.floor(Date.now() / 1000) * 1000 + 700);
    servers = [testKey, testKey].map((key) =>
      openStores(own.database.dataSource, createSealer([key]), () => now),
    );
    [db] = servers as [OpenDb];
    await own.database.dataSource.query('DELETE FROM pgboss.job');
  });

  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const take = async <Kind extends JobKind>(kind: Kind, at = now, from = db): Promise<TakenJob<Kind>[]> => [
    ...(await from.queue.take(kind, at, 50)),
  ];
  const toAnn = (email = 'ann@acme.example') =>
    db.outbox.mail({ email, language: 'de', timeZone: 'UTC' }, mail);

  it('hands a job over once, as it was put in', async () => {
    await toAnn();
    const [taken] = await take('send-mail');
    expect(taken?.job).to.deep.equal({
      kind: 'send-mail',
      to: { email: 'ann@acme.example', language: 'de', timeZone: 'UTC' },
      notice: mail,
      happenedAt: now.getTime(),
    });
    expect(await take('send-mail', later(3600))).to.deep.equal([]);
  });

  it('keeps what a transaction put in when it commits, and nothing when it is rolled back', async () => {
    const putIn = (end: () => void) =>
      db.transaction(async ({ outbox }) => {
        await outbox.mail({ email: 'ann@acme.example', language: '', timeZone: 'UTC' }, mail);
        await outbox.logout([randomUUID(), randomUUID()]);
        end();
      });
    const failing = putIn(() => {
      throw new Error('the change failed');
    });
    expect(await failing.then(String, String)).to.equal('Error: the change failed');
    expect([await take('send-mail'), await take('end-sessions')]).to.deep.equal([[], []]);
    await putIn(() => undefined);
    expect([(await take('send-mail')).length, (await take('end-sessions')).length]).to.deep.equal([1, 1]);
  });

  it('shows nothing of a job in the database', async () => {
    const code = '48291357';
    const recipient = { email: 'mina@secret.example', language: '', timeZone: 'UTC' };
    await db.outbox.mail(recipient, { kind: 'mailbox-code', code, validForSeconds: 600 });
    await db.outbox.tellApplications([{ clientId: 'crm', sub: 'the-subject', sid: 'the-session' }]);
    const rows = await db.sql<{ text: string }>('SELECT j::text AS text FROM pgboss.job j');
    const dump = rows.map(({ text }) => text).join('\n');
    expect(dump).to.include('sealed');
    expect(dump).not.to.match(/48291357|mina|secret\.example|mailbox|the-subject|the-session/);
  });

  it('gives a postponed job back when it is due, with its failures, and not earlier', async () => {
    await toAnn();
    const [first] = await take('send-mail');
    if (first === undefined) throw new Error('no job');
    await db.queue.postpone(first, later(60));
    expect(await take('send-mail', later(59))).to.deep.equal([]);
    const [second] = await take('send-mail', later(60));
    expect(second).to.deep.include({ job: first.job, failures: 1 });
  });

  it('hands out the longest due first', async () => {
    for (const [seconds, email] of [
      [30, 'c@x.example'],
      [10, 'a@x.example'],
      [20, 'b@x.example'],
    ] as const) {
      await toAnn(email);
      const [taken] = await take('send-mail');
      if (taken !== undefined) await db.queue.postpone(taken, later(seconds));
    }
    const order: string[] = [];
    for (const _each of [1, 2, 3]) {
      const [taken] = await db.queue.take('send-mail', later(60), 1);
      order.push(taken?.job.to.email ?? 'none');
    }
    expect(order).to.deep.equal(['a@x.example', 'b@x.example', 'c@x.example']);
  });

  it('gives each job to one of several servers', async () => {
    const userIds = Array.from({ length: 200 }, () => randomUUID());
    await db.transaction(async ({ outbox }) => {
      for (const userId of userIds) await outbox.logout([userId]);
    });
    const takers = Array.from({ length: 20 }, (_, index) =>
      take('end-sessions', now, servers[index % servers.length]),
    );
    const taken = (await Promise.all(takers)).flat().flatMap(({ job }) => job.userIds);
    expect(taken.toSorted()).to.deep.equal(userIds.toSorted());
  });

  it('leaves some of the places to other applications, whatever waits for one', async () => {
    const deliveries = (clientId: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({ clientId, sub: `person-${index}`, sid: null }));
    await db.outbox.tellApplications(deliveries('hangs', 100));
    await db.outbox.tellApplications(deliveries('answers', 1));
    const taken: TakenJob<'deliver-logout'>[] = [];
    for (let last = 1; last > 0; ) {
      const more = await take('deliver-logout');
      taken.push(...more);
      last = more.length;
    }
    const clients = taken.map(({ job }) => job.delivery.clientId);
    expect(clients.filter((id) => id === 'hangs')).to.have.length(8);
    expect(clients.filter((id) => id === 'answers')).to.have.length(1);
  });

  it('gives the job of a server that died to another, whose word then counts', async () => {
    const [one, two] = servers as [OpenDb, OpenDb];
    await toAnn();
    const [lost] = await take('send-mail', now, one);
    if (lost === undefined) throw new Error('no job');
    await db.sql("UPDATE pgboss.job SET started_on = started_on - interval '3 minutes'");
    await two.queue.upkeep();
    const [again] = await take('send-mail', now, two);
    expect(again).to.deep.include({ id: lost.id, failures: 0, job: lost.job });
    await one.queue.postpone(lost, now);
    await one.queue.done(lost);
    expect(await take('send-mail', later(3600), one)).to.deep.equal([]);
    const [row] = await db.sql<{ state: string }>('SELECT state::text FROM pgboss.job');
    expect(row?.state).to.equal('active');
  });

  it('drops what no key opens', async () => {
    await toAnn();
    const other = openStores(own.database.dataSource, createSealer([Buffer.alloc(32, 8)]), () => now);
    expect(await take('send-mail', now, other)).to.deep.equal([]);
    expect(await take('send-mail', later(3600))).to.deep.equal([]);
  });
});
