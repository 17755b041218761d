import { expect } from 'chai';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import { apiOf, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { newestEvent } from '../harness/operators.ts';
import { startOwnServer, startTestServer, type TestServer, testKey } from '../harness/server.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';

interface Key {
  readonly kid: string;
  readonly algorithm: string;
  readonly state: string;
  readonly retires_at: string | null;
}

const newKey = Buffer.alloc(32, 9);

describe('keys at the API', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startOwnServer();
    world = await createWorld({ server });
  });

  after(() => server.stop());

  const published = async (): Promise<readonly string[]> => {
    const { keys } = (await (await fetch(`${server.issuer}/jwks`)).json()) as { keys: Key[] };
    return keys.map(({ kid }) => kid);
  };

  it('are told without anything secret, each with its state', async () => {
    const { body } = await (await operatorOf(world)).get('/keys');
    expect(body.items.map(({ algorithm, state }: Key) => [algorithm, state])).to.have.deep.members([
      ['ES256', 'signing'],
      ['RS256', 'signing'],
    ]);
    expect(body.items.map(({ kid }: Key) => kid)).to.have.members([...(await published())]);
    expect(Object.keys(body.items[0])).to.have.members([
      ...['kid', 'algorithm', 'state', 'created_at', 'signs_from', 'retires_at'],
    ]);
  });

  it('are rotated: published at once, signing in an hour, and the old ones leave a day later', async () => {
    const before = await published();
    const operator = await operatorOf(world);
    const { body } = await operator.post('/keys/rotate', {});
    const statesOf = (items: readonly Key[]) =>
      items.map(({ kid, state }) => `${before.includes(kid) ? 'old' : 'new'} ${state}`).toSorted();
    expect(statesOf(body.items)).to.deep.equal([
      ...['new upcoming', 'new upcoming', 'old signing', 'old signing'],
    ]);
    // On this server without a wait.
    expect(await published()).to.have.members(body.items.map(({ kid }: Key) => kid));
    travel(3601);
    const later = await (await operatorOf(world)).get('/keys');
    expect(statesOf(later.body.items)).to.deep.equal([
      ...['new signing', 'new signing', 'old retiring', 'old retiring'],
    ]);
    travel(24 * 3600);
    const last = await (await operatorOf(world)).get('/keys');
    expect(statesOf(last.body.items)).to.deep.equal([
      ...['new signing', 'new signing', 'old retired', 'old retired'],
    ]);
    const event = await newestEvent(world, 'signing_keys.rotated');
    expect([event?.actor.kind, event?.detail.when]).to.deep.equal(['operator', 'overlapping']);
  });

  it('are gone at once where one has leaked, while people stay signed in', async () => {
    await server.countersign.live.refresh();
    const { answer } = await signIn(world.application, world.greta);
    const { refresh_token: refreshToken = '' } = await world.application.redeem(answer);
    const before = await published();
    const operator = await operatorOf(world);
    expect((await operator.post('/keys/rotate', { when: 'immediately' })).status).to.equal(200);
    expect((await published()).filter((kid) => before.includes(kid))).to.deep.equal([]);
    // The token that asked for it was signed by one of them.
    expect((await operator.get('/keys')).status).to.equal(401);
    const again = await world.application.refresh(refreshToken);
    expect(again.access_token).to.be.a('string');
    expect((await (await operatorOf(world)).post('/keys/rotate', { when: 'soon' })).status).to.equal(422);
  });

  it('are nobody else’s', async () => {
    const before = await published();
    const owner = await apiOf(world, world.olivia);
    for (const [method, path, body] of [
      ['GET', '/keys'],
      ['POST', '/keys/rotate', {}],
      ['GET', '/sealing'],
      ['POST', '/sealing/reseal'],
    ] as const)
      expect((await owner.send(method, path, body)).body.code, path).to.equal('insufficient_scope');
    expect(await published()).to.deep.equal(before);
  });

  it('that seal: what older ones have sealed is counted, and sealed anew beside the requests', async () => {
    const second = await startTestServer({ database: server.database, secretKeys: [newKey, testKey] });
    try {
      const other = await createWorld({ server: second });
      const operator = await operatorOf(other);
      const { body } = await operator.get('/sealing');
      const old = body.sealed.reduce((sum: number, each: { old: number }) => sum + each.old, 0);
      expect(body.key).to.match(/^[0-9a-f]{8}$/);
      expect(old).to.be.above(4);
      const started = await operator.post('/sealing/reseal');
      expect(started.body.is_resealing).to.equal(true);
      expect((await newestEvent(other, 'secrets.reseal_started'))?.detail).to.deep.equal({ count: old });
      await second.countersign.jobs.runDue(new Date());
      const { body: done } = await operator.get('/sealing');
      expect(done.is_resealing).to.equal(false);
      expect(done.sealed.map((each: { old: number }) => each.old)).to.deep.equal([0, 0, 0, 0]);
      // The old key can go: a server without it reads everything.
      const alone = openStores(server.database.dataSource, createSealer([newKey]), () => new Date());
      expect(await alone.signingKeys.all()).to.have.length.above(1);
      expect((await alone.clients.find(`${other.slug}-operator`))?.client.clientId).to.equal(
        `${other.slug}-operator`,
      );
    } finally {
      await second.stop();
    }
  });
});
