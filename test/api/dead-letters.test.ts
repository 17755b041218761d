import { expect } from 'chai';
import { apiOf, operatorOf } from '../harness/api.ts';
import { loseAll, lostMail } from '../harness/dead-letters.ts';
import { mailsTo } from '../harness/mails.ts';
import { createWorld, type World } from '../harness/world.ts';

describe('what could not be delivered', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    await db().sql('DELETE FROM pgboss.job');
  });

  const at = (local: string) => `${local}@${world.slug}.example`;
  const db = () => world.server.countersign.db;

  beforeEach(() => db().sql('DELETE FROM pgboss.job'));

  it('is listed for the operator with whom it was for and why, and nothing of what is in it', async () => {
    const link = 'https://id.example/password/reset/very-secret-token';
    const notice = { kind: 'password-reset', link, validForSeconds: 600 } as const;
    await db().outbox.mail({ email: at('ann'), language: '', timeZone: 'UTC' }, notice);
    await loseAll(db(), 'send-mail', 'EENVELOPE 550');
    await db().outbox.tellApplications([{ clientId: 'crm', sub: 'the-sub', sid: 'the-sid' }]);
    await loseAll(db(), 'deliver-logout', 'it answered 502');
    const operator = await operatorOf(world);
    const { body } = await operator.get('/dead-letters?limit=1');
    expect(body.items).to.have.length(1);
    const { body: rest } = await operator.get(`/dead-letters?cursor=${body.next}`);
    const items = [...body.items, ...rest.items].map(({ id: _id, failed_at: _at, ...each }) => each);
    expect(rest.next).to.equal(null);
    expect(items).to.have.deep.members([
      {
        kind: 'deliver-logout',
        ...{ notice: null, email: null, client_id: 'crm', people: null, reason: 'it answered 502' },
      },
      {
        kind: 'send-mail',
        ...{ notice: 'password-reset', email: at('ann'), client_id: null, people: null },
        reason: 'EENVELOPE 550',
      },
    ]);
    expect(JSON.stringify([body, rest])).not.to.match(/secret|the-sub|the-sid/);
    const queues = (await operator.get('/queues')).body.items;
    expect(queues.map(({ kind }: { kind: string }) => kind)).to.have.members([
      ...['end-sessions', 'deliver-logout', 'send-mail', 'mail-reset-link', 'long-job', 'reseal'],
    ]);
    expect(queues).to.deep.include({
      kind: 'send-mail',
      waiting: 0,
      retrying: 0,
      failed: 1,
      oldest_since: null,
    });
  });

  it('goes out when it is tried again, once, and is dropped once', async () => {
    const operator = await operatorOf(world);
    const id = await lostMail(db(), at('bob'));
    const answers = await Promise.all([1, 2, 3].map(() => operator.post(`/dead-letters/${id}/retry`)));
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([204, 404, 404]);
    expect(await mailsTo(world.server, at('bob'))).to.have.length(1);
    const dropped = await lostMail(db(), at('eve'));
    expect((await operator.delete(`/dead-letters/${dropped}`)).status).to.equal(204);
    expect((await operator.delete(`/dead-letters/${dropped}`)).body.code).to.equal('not_found');
    expect((await operator.post('/queues/retry')).body).to.deep.equal({ retried: 0 });
    await lostMail(db(), at('eve'));
    expect((await operator.post('/queues/retry')).body).to.deep.equal({ retried: 1 });
    expect(await mailsTo(world.server, at('eve'))).to.have.length(1);
  });

  it('is found by no name that is no id', async () => {
    const operator = await operatorOf(world);
    for (const id of ['x', '%00', 'RETRY', '00000000-0000-4000-8000-000000000000']) {
      expect((await operator.post(`/dead-letters/${id}/retry`)).status, id).to.equal(404);
      expect((await operator.delete(`/dead-letters/${id}`)).status, id).to.equal(404);
    }
    expect((await operator.get('/dead-letters?cursor=x')).status).to.equal(422);
  });

  it('is nobody else’s: an owner is told of no queue, and nothing of theirs is tried again or mailed', async () => {
    const id = await lostMail(db(), at('ann'));
    const owner = await apiOf(world, world.olivia);
    for (const [method, path, body] of [
      ['GET', '/queues'],
      ['GET', '/dead-letters'],
      ['POST', `/dead-letters/${id}/retry`],
      ['POST', '/queues/retry'],
      ['DELETE', `/dead-letters/${id}`],
      ['POST', '/test-mail', { email: world.greta.email }],
    ] as const)
      expect((await owner.send(method, path, body)).body.code, `${method} ${path}`).to.equal(
        'insufficient_scope',
      );
    expect(await db().deadLetters.page(null, 9)).to.have.length(1);
    expect(await mailsTo(world.server, world.greta.email)).to.deep.equal([]);
  });

  it('leaves a test mail as the way to see whether mails go out now', async () => {
    const operator = await operatorOf(world);
    expect((await operator.post('/test-mail', { email: at('runa') })).status).to.equal(204);
    // At once: nothing waits for it in a queue.
    const mails = world.server.mailbox.messages().filter(({ to }) => to === at('runa'));
    expect(mails.map(({ subject }) => subject)).to.deep.equal(['Countersign: a test mail']);
    expect((await operator.post('/test-mail', { email: 'nobody' })).status).to.equal(422);
  });
});
