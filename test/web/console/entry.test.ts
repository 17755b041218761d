import { expect } from 'chai';
import { enterArea } from '../../harness/areas.ts';
import { Browser } from '../../harness/browser.ts';
import { createWorld, signIn, type World } from '../../harness/world.ts';
import { anotherOrganization } from '../../self-service/support/people.ts';

describe('the way into the console', () => {
  let world: World;
  let address: string;

  beforeEach(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/console`;
  });

  it('leads whoever is not signed in through the sign-in first', async () => {
    const first = await new Browser().request(address);
    expect(first.status).to.equal(303);
    expect(new URL(first.location ?? '').pathname).to.equal('/auth');
  });

  it('D18: leads to the first organization that the person administers, by name', async () => {
    const { browser } = await signIn(world.application, world.olivia);
    const own = await browser.request(address);
    expect([own.status, own.location]).to.deep.equal([303, `${address}/${world.slug}`]);
    const earlier = await anotherOrganization(world, null, [{ email: world.olivia.email, role: 'admin' }]);
    await world.server.countersign.db.sql(`UPDATE organizations SET name = 'A' WHERE slug = $1`, [earlier]);
    expect((await browser.request(address)).location).to.equal(`${address}/${earlier}`);
  });

  it('M1: is nothing to members and to whoever is in no organization', async () => {
    for (const person of [world.tomas, world.greta]) {
      const { answer } = await enterArea(address, person);
      expect(answer.status, person.email).to.equal(404);
    }
  });
});
