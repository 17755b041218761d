import { expect } from 'chai';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { createWorld, signIn } from '../harness/world.ts';
import { registerRelyingParty, signOutEverywhere } from './support/relying-parties.ts';

describe('an application that answers with an error', () => {
  it('is told again after 1, 5 and 30 minutes, each time with a token made then, and not after it took one', async () => {
    const world = await createWorld();
    let status = 500;
    const answers = await registerRelyingParty(world.server, {
      behaviour: (response) => void response.writeHead(status).end('no'),
    });
    await signIn(answers.application, world.greta, { browser: new Browser() });
    await signOutEverywhere(world.server, world.greta.email);
    const times: number[] = [];
    for (const seconds of [0, 45, 30, 270, 60, 1740]) {
      travel(seconds);
      await world.server.countersign.jobs.runDue(new Date());
      times.push(answers.receiver.received.length);
    }
    expect(times).to.deep.equal([1, 1, 2, 2, 3, 3]);
    status = 204;
    travel(120);
    await world.server.countersign.jobs.runDue(new Date());
    expect(await answers.verify(answers.receiver.received.at(-1))).to.include.keys('sub', 'sid');
    expect(answers.receiver.received).to.have.length(4);
    expect(new Set(answers.receiver.received).size).to.equal(4);
    travel(3600);
    await world.server.countersign.jobs.runDue(new Date());
    expect(answers.receiver.received).to.have.length(4);
    await answers.receiver.close();
  });
});
