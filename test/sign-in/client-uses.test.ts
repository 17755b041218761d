import { expect } from 'chai';
import { noteClientUses } from '../../src/provider/library/client-uses.ts';
import { operatorOf } from '../harness/api.ts';
import { travel, travelHome } from '../harness/clock.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';

const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);

async function usedOn({ server, slug }: World): Promise<string | null | undefined> {
  const found = await server.countersign.db.clients.find(`${slug}-one`);
  return found?.lastUsedOn;
}

describe('the day on which a client was used last', () => {
  afterEach(travelHome);

  it('is that of its last token, told by the API, and none before the first', async () => {
    const world = await createWorld();
    const { slug, application, tomas, otherApplication } = world;
    const operator = await operatorOf(world);
    const read = async () => (await operator.get(`/clients/${slug}-one`)).body.last_used_on;
    expect(await read()).to.equal(null);
    const { answer } = await signIn(application, tomas);
    // A code alone is no token.
    expect(await read()).to.equal(null);
    const today = dayOf(new Date());
    await application.redeem(answer);
    expect(await read()).to.equal(today);
    travel(26 * 60 * 60);
    await application.redeem((await signIn(application, tomas, { step: 1 })).answer);
    expect(await usedOn(world)).to.be.a('string');
    expect([await usedOn(world), dayOf(new Date()) > today]).to.deep.equal([dayOf(new Date()), true]);
    const { answer: theirs } = await signIn(otherApplication, world.olivia, { step: 1 });
    await otherApplication.redeem(theirs);
    const { body } = await (await operatorOf(world)).patch(`/clients/${slug}-one`, { client_name: 'One' });
    expect(body.last_used_on).to.equal(await usedOn(world));
  });

  it('is none of a refused request, and goes back for no late one', async () => {
    const world = await createWorld();
    const { slug, server, application, tomas } = world;
    const { answer } = await signIn(application, tomas);
    const bad = { ...answer, location: answer.location?.replace(/code=[^&]+/, 'code=wrong') ?? null };
    expect(await application.redeem(bad).catch((error: Error) => error.name)).to.be.a('string');
    expect(await usedOn(world)).to.equal(null);
    const { clients } = server.countersign.db;
    await clients.noteUse(`${slug}-one`, '2030-01-02');
    await clients.noteUse(`${slug}-one`, '2030-01-01');
    expect(await usedOn(world)).to.equal('2030-01-02');
    await clients.noteUse(`${slug}-none`, '2030-01-01');
    expect(await clients.remove(`${slug}-one`)).to.equal(true);
  });

  it('costs one statement a day and client, and no answer where the database fails', async () => {
    const noted: string[] = [];
    const warnings: unknown[] = [];
    let now = Date.UTC(2026, 11, 1, 23, 59);
    let fails = false;
    const note = noteClientUses({
      clientUses: {
        async noteUse(clientId, day) {
          if (fails) throw new Error('no database');
          noted.push(`${clientId} ${day}`);
        },
      },
      endpointAt: () => ({ route: 'token' }) as never,
      clock: () => new Date(now),
      logger: { warn: (line: unknown) => warnings.push(line) } as never,
    });
    const give = (clientId: string, status = 200) =>
      note({ status, path: '/token', oidc: { client: { clientId } } } as never, async () => {});
    for (const id of ['a', 'b', 'a']) await give(id);
    await give('c', 400);
    expect(noted).to.deep.equal(['a 2026-12-01', 'b 2026-12-01']);
    now += 60_000;
    fails = true;
    await give('a');
    expect(warnings).to.have.lengthOf(1);
    fails = false;
    await give('a');
    await give('a');
    expect(noted.slice(2)).to.deep.equal(['a 2026-12-02']);
  });
});
