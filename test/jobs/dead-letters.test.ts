import { expect } from 'chai';
import {
  dropDeadLetter,
  keptDays,
  retryAllDeadLetters,
  retryDeadLetter,
} from '../../src/jobs/dead-letters.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import type { OpenDb } from '../../src/stores.ts';
import { freshDatabase, type OwnDatabase } from '../harness/database.ts';
import { loseAll, lostMail } from '../harness/dead-letters.ts';
import { testKey } from '../harness/server.ts';

const dayMs = 24 * 60 * 60 * 1000;

describe('a dead letter', () => {
  let own: OwnDatabase;
  let db: OpenDb;
  let other: OpenDb;
  const deed = () => ({ actor: { kind: 'operator' }, now: new Date() }) as const;

  before(async () => {
    own = await freshDatabase();
    const open = (key: Buffer) => openStores(own.database.dataSource, createSealer([key]), () => new Date());
    [db, other] = [open(testKey), open(testKey)];
  });

  after(() => own.dispose());

  beforeEach(() => own.database.dataSource.query('DELETE FROM pgboss.job'));

  const letters = () => db.deadLetters.page(null, 100);
  const waitingMails = () => db.queue.take('send-mail', new Date(), 50);
  const refusalOf = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error) => (error instanceof Refusal ? error.code : String(error)),
    );
  const events = (type: string) =>
    db.sql<{ detail: unknown }>('SELECT detail FROM audit_events WHERE type = $1 ORDER BY id', [type]);

  it('is what was given up, with whom it was for and why, and is tried by nobody by itself', async () => {
    await db.outbox.mail(
      { email: 'ann@acme.example', language: '', timeZone: 'UTC' },
      { kind: 'second-factor-unlocked' },
    );
    expect(await loseAll(db, 'send-mail', 'EENVELOPE 550')).to.equal(1);
    const [letter, ...more] = await letters();
    expect(more).to.deep.equal([]);
    expect(letter?.kind).to.equal('send-mail');
    expect(letter?.content?.reason).to.equal('EENVELOPE 550');
    expect(letter?.content?.job).to.deep.include({
      to: { email: 'ann@acme.example', language: '', timeZone: 'UTC' },
    });
    expect(await db.queue.take('send-mail', new Date(Date.now() + 3000 * dayMs), 50)).to.deep.equal([]);
    expect(
      (await db.instance.queues()).map(({ kind, waiting, failed }) => [kind, waiting, failed]),
    ).to.deep.equal([['send-mail', 0, 1]]);
  });

  it('is counted apart from what waits and what is tried again, and the oldest of those is known', async () => {
    await lostMail(db, 'ann@acme.example');
    const began = Date.now();
    for (const email of ['bob@acme.example', 'eve@acme.example'])
      await db.outbox.mail({ email, language: '', timeZone: 'UTC' }, { kind: 'second-factor-unlocked' });
    const [taken] = await db.queue.take('send-mail', new Date(), 1);
    if (taken === undefined) throw new Error('no job');
    await db.queue.postpone(taken, new Date(Date.now() + 60_000));
    const [queue] = await db.instance.queues();
    expect(queue).to.deep.include({ kind: 'send-mail', waiting: 2, retrying: 1, failed: 1 });
    // What is tried again has waited since it was put in, not since its last try.
    expect(queue?.oldestSince?.getTime()).to.be.within(began - 1000, Date.now());
    const [again] = await db.queue
      .take('send-mail', new Date(Date.now() + 120_000), 50)
      .then((all) => all.filter(({ failures }) => failures === 1));
    expect(again?.since?.getTime()).to.equal(taken.since?.getTime());
  });

  it('is tried again once, however many ask for it at once at two servers', async () => {
    const id = await lostMail(db, 'ann@acme.example');
    const asked = Array.from({ length: 12 }, (_, index) =>
      refusalOf(retryDeadLetter(index % 2 === 0 ? db : other, deed(), id)),
    );
    const outcomes = await Promise.all(asked);
    expect(outcomes.filter((each) => each === null)).to.have.length(1);
    expect(outcomes.filter((each) => each === 'not_found')).to.have.length(11);
    const mails = await waitingMails();
    expect(mails.map(({ failures, job }) => [failures, job.to.email])).to.deep.equal([
      [0, 'ann@acme.example'],
    ]);
    expect(await letters()).to.deep.equal([]);
    expect(await events('dead_letter.retried')).to.deep.include({ detail: { kind: 'send-mail', count: 1 } });
  });

  it('is tried again with all others, each once, at two servers at once', async () => {
    await db.outbox.logout(['00000000-0000-4000-8000-000000000001']);
    await loseAll(db, 'end-sessions');
    for (const name of ['a', 'b', 'c', 'd']) await lostMail(db, `${name}@acme.example`);
    const counts = await Promise.all([db, other, db].map((each) => retryAllDeadLetters(each, deed())));
    expect(counts.reduce((sum, each) => sum + each)).to.equal(5);
    expect((await waitingMails()).map(({ job }) => job.to.email).toSorted()).to.deep.equal(
      ['a', 'b', 'c', 'd'].map((name) => `${name}@acme.example`),
    );
    expect(await db.queue.take('end-sessions', new Date(), 50)).to.have.length(1);
  });

  it('is dropped once, and then never goes out', async () => {
    const id = await lostMail(db, 'ann@acme.example');
    const outcomes = await Promise.all(
      [db, other].map((each) => refusalOf(dropDeadLetter(each, deed(), id))),
    );
    expect(outcomes.toSorted()).to.deep.equal(['not_found', null].toSorted());
    expect([await waitingMails(), await letters()]).to.deep.equal([[], []]);
    expect(await events('dead_letter.dropped')).to.deep.equal([{ detail: { kind: 'send-mail', count: 1 } }]);
    expect(await refusalOf(retryDeadLetter(db, deed(), id))).to.equal('not_found');
  });

  it('that no key opens can be dropped alone, and holds up none of the others', async () => {
    const closed = openStores(own.database.dataSource, createSealer([Buffer.alloc(32, 9)]), () => new Date());
    const id = await lostMail(db, 'ann@acme.example');
    expect((await closed.deadLetters.page(null, 9)).map(({ content }) => content)).to.deep.equal([null]);
    expect(await refusalOf(retryDeadLetter(closed, deed(), id))).to.equal('not_found');
    expect(await letters()).to.have.length(1);
    await lostMail(closed, 'bob@acme.example', { sealer: createSealer([Buffer.alloc(32, 9)]) });
    expect(await retryAllDeadLetters(closed, deed())).to.equal(1);
    await dropDeadLetter(closed, deed(), id);
    expect(await letters()).to.deep.equal([]);
  });

  it('is listed with the newest first, page by page', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await lostMail(db, `${name}@acme.example`);
    const found: string[] = [];
    for (let after: Awaited<ReturnType<typeof letters>>[number] | null = null; ; ) {
      const page = await db.deadLetters.page(after, 2);
      found.push(
        ...page.map(({ content }) => (content?.job.kind === 'send-mail' ? content.job.to.email : '?')),
      );
      after = page.at(-1) ?? null;
      if (after === null) break;
    }
    expect(found.toSorted()).to.deep.equal(names.map((name) => `${name}@acme.example`));
    const times = (await letters()).map(({ failedAt }) => failedAt.getTime());
    expect(times).to.deep.equal(times.toSorted((one, two) => two - one));
  });

  it('goes with the person whom it names, and shows nothing of itself in the database', async () => {
    await lostMail(db, 'mina@acme.example');
    const [row] = await db.sql<{ text: string }>(
      'SELECT j::text AS text FROM pgboss.job j WHERE priority < 0',
    );
    expect(row?.text)
      .to.include('sealed')
      .and.not.to.match(/mina|EENVELOPE|recovery/);
    await db.transaction(({ outbox }) => outbox.forgetNaming(['mina@acme.example'], []));
    expect(await letters()).to.deep.equal([]);
  });

  it(`is removed ${keptDays} days after it was given up, and not earlier`, async () => {
    await lostMail(db, 'ann@acme.example');
    const age = (days: number) =>
      db.sql('UPDATE pgboss.job SET keep_until = keep_until - make_interval(days => $1) WHERE priority < 0', [
        days,
      ]);
    const upkeep = async () => {
      await db.sql('UPDATE pgboss.queue SET maintain_on = NULL, monitor_on = NULL');
      await db.queue.upkeep();
      return letters();
    };
    await age(keptDays - 1);
    expect(await upkeep()).to.have.length(1);
    await age(1);
    expect(await upkeep()).to.deep.equal([]);
  });
});
