import { expect } from 'chai';
import { giveUpJob } from '../../src/long-jobs/run-batch.ts';
import { erasePerson } from '../../src/people/accounts/erase-person.ts';
import type { OpenDb, Stores } from '../../src/stores.ts';
import { secondServer } from '../attacks/support/two-servers.ts';
import { apiOf, operatorOf } from '../harness/api.ts';
import { deliver } from '../harness/mails.ts';
import { changed, idOf, joinedBy, memberOf, saying } from '../harness/members.ts';
import { createWorld } from '../harness/world.ts';
import { batchOf, chosenIn, crowd, crowdedWorld, readJob, startedBy } from './support/crowd.ts';

/** Owner, Tomas and Mina beside the crowd. */
const all = crowd + 3;

describe('a change of many members', () => {
  it('M8: is a job whose progress everybody who administers sees, each member once', async () => {
    const world = await crowdedWorld();
    const api = await apiOf(world, world.olivia);
    const { id, ...started } = await startedBy(api, world);
    expect(started).to.deep.include({
      kind: 'require_members',
      state: 'queued',
      total: all,
      done: 0,
      failed: 0,
    });
    expect(started.started_by).to.include({ email: world.olivia.email });
    await batchOf(world, id, 0);
    expect(await readJob(api, world, id)).to.deep.include({ state: 'running', done: 50, ended_at: null });
    await deliver(world.server);
    const { body: listed } = await api.get(`/organizations/${world.slug}/jobs`);
    expect(listed.items).to.have.length(1);
    expect(listed.items[0]).to.include({ id, state: 'done', done: all, failed: 0, ended_because: null });
    expect(await chosenIn(world)).to.deep.equal({ chosen: all, events: all });
    const { body: log } = await api.get(`/organizations/${world.slug}/activity?type=job.ended`);
    expect(log.items[0].detail).to.deep.equal({
      job: id,
      kind: 'require_members',
      state: 'done',
      done: all,
      failed: 0,
    });
    const { body: start } = await api.get(`/organizations/${world.slug}/activity?type=job.started`);
    expect(start.items[0].actor).to.include({ email: world.olivia.email });
  });

  it('is done once by two servers, whoever takes which batch, also the same one', async () => {
    const world = await crowdedWorld();
    const other = await secondServer(world.server);
    try {
      const { id } = await startedBy(await operatorOf(world), world);
      await Promise.all([0, 0, 0].map((step) => batchOf(world, id, step)));
      expect(await chosenIn(world)).to.deep.equal({ chosen: 50, events: 50 });
      await Promise.all([deliver(world.server), deliver(other)]);
      await deliver(other);
      expect(await chosenIn(world)).to.deep.equal({ chosen: all, events: all });
      expect(await readJob(await operatorOf(world), world, id)).to.include({ state: 'done', done: all });
    } finally {
      await other.stop();
    }
  });

  it('goes on where it was when a server dies within a batch', async () => {
    const world = await crowdedWorld();
    const { db } = world.server.countersign;
    const { id } = await startedBy(await operatorOf(world), world);
    const dying: OpenDb = {
      ...db,
      transaction: (work) =>
        db.transaction(async (stores: Stores) => {
          await work(stores);
          throw new Error('the server is gone');
        }),
    };
    const outcome = await batchOf(world, id, 0, dying).catch(({ message }) => message);
    expect(outcome).to.equal('the server is gone');
    expect(await chosenIn(world)).to.deep.equal({ chosen: 0, events: 0 });
    await deliver(world.server);
    expect(await chosenIn(world)).to.deep.equal({ chosen: all, events: all });
  });

  it('stops when somebody stops it, and what is done stays done', async () => {
    const world = await crowdedWorld();
    const { adam } = await joinedBy(world, { adam: 'admin' });
    const [api, admin] = [await apiOf(world, world.olivia), await apiOf(world, adam)];
    const { id } = await startedBy(api, world);
    await batchOf(world, id, 0);
    const stop = `/organizations/${world.slug}/jobs/${id}/stop`;
    expect(saying(await admin.post(stop)), 'a higher role has started it').to.deep.equal([
      403,
      'not_allowed',
    ]);
    const { body } = await api.post(stop);
    expect(body).to.include({ state: 'stopped', ended_because: 'stopped', done: 50 });
    await batchOf(world, id, 1);
    await deliver(world.server);
    expect((await api.post(stop)).body).to.include({ state: 'stopped', done: 50 });
    expect(await chosenIn(world)).to.deep.equal({ chosen: 50, events: 50 });
    const { body: log } = await api.get(`/organizations/${world.slug}/activity?type=job.stopped`);
    expect(log.items).to.have.length(1);
  });

  it('asks of whoever started it to be last, since it may sign them out', async () => {
    const world = await crowdedWorld({
      enforcement: { required: 'nobody', activation: 'immediately', sessions: 'end_now' },
    });
    await changed(await operatorOf(world), world, world.mina, { role: 'admin' });
    const mina = await apiOf(world, world.mina);
    const { id } = await startedBy(mina, world);
    await deliver(world.server);
    const job = await readJob(await operatorOf(world), world, id);
    expect(job).to.deep.include({ state: 'done', done: all - 1, failed_by_reason: { not_allowed: 1 } });
    expect((await mina.get('/me')).status).to.equal(401);
  });

  it('names those with whom it did not go well, and nobody who was erased since', async () => {
    const world = await crowdedWorld();
    const { adam, eve } = await joinedBy(world, { adam: 'admin', eve: 'admin' });
    const { id } = await startedBy(await apiOf(world, adam), world);
    await deliver(world.server);
    const operator = await operatorOf(world);
    const job = await readJob(operator, world, id);
    expect(job.failed_by_reason).to.deep.equal({ not_allowed: 2 });
    expect(job.first_failed.map(({ email }: { email: string }) => email)).to.have.members([
      world.olivia.email,
      eve.email,
    ]);
    const { db } = world.server.countersign;
    await erasePerson(db, { actor: { kind: 'operator' }, now: new Date() }, await idOf(world, eve));
    expect((await readJob(operator, world, id)).first_failed).to.have.length(1);
    await erasePerson(db, { actor: { kind: 'operator' }, now: new Date() }, await idOf(world, adam));
    expect((await operator.get(`/organizations/${world.slug}/jobs/${id}`)).status).to.equal(404);
  });

  it('is one of five at most that an organization has under way', async () => {
    const world = await crowdedWorld();
    const api = await operatorOf(world);
    for (let count = 0; count < 5; count += 1)
      await startedBy(api, world, { users: 'all', action: 'exempt' });
    const body = { users: 'all', action: 'exempt' };
    const refused = await api.post(`/organizations/${world.slug}/members/bulk`, body);
    expect(saying(refused)).to.deep.equal([409, 'too_many_jobs']);
    await deliver(world.server);
    await startedBy(api, world, { users: 'all', action: 'inherit' });
  });

  it('has failed when it was tried in vain, and is forgotten a week later', async () => {
    const world = await crowdedWorld();
    const { server } = world;
    const { db } = server.countersign;
    const api = await operatorOf(world);
    const { id, expires_at: expires } = await startedBy(api, world);
    await giveUpJob(db, id, new Date());
    expect(await readJob(api, world, id)).to.include({ state: 'failed', ended_because: 'error' });
    await batchOf(world, id, 0);
    expect(await chosenIn(world)).to.deep.equal({ chosen: 0, events: 0 });
    expect(Date.parse(expires) - Date.now()).to.be.closeTo(7 * 86_400_000, 60_000);
    await db.expiry.removeExpired('long_jobs', new Date(Date.now() + 6.9 * 86_400_000), 1000);
    expect(await readJob(api, world, id)).to.include({ state: 'failed' });
    await db.expiry.removeExpired('long_jobs', new Date(Date.now() + 7.1 * 86_400_000), 1000);
    expect((await api.get(`/organizations/${world.slug}/jobs/${id}`)).status).to.equal(404);
  });

  it('is nobody’s business in another organization', async () => {
    const [world, other] = [await crowdedWorld(), await createWorld()];
    const { id } = await startedBy(await operatorOf(world), world);
    const api = await apiOf(other, other.olivia);
    for (const slug of [world.slug, other.slug])
      for (const path of [`/jobs/${id}`, `/jobs/${id}/file`])
        expect(saying(await api.get(`/organizations/${slug}${path}`)), path).to.deep.equal([
          404,
          'not_found',
        ]);
    expect(saying(await api.post(`/organizations/${other.slug}/jobs/${id}/stop`))).to.deep.equal([
      404,
      'not_found',
    ]);
    expect((await memberOf(await operatorOf(world), world.slug, world.mina)).override).to.equal('inherit');
  });
});
