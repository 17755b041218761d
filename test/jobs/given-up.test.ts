import { expect } from 'chai';
import { retryDeadLetter } from '../../src/jobs/dead-letters.ts';
import type { Mail } from '../../src/mail/mailer.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';
import { registerRelyingParty, signOutEverywhere } from './support/relying-parties.ts';

describe('what is given up after the last try', () => {
  const sent: Mail[] = [];
  let isDown = true;
  let server: TestServer;
  let world: World;
  const db = () => server.countersign.db;
  const runJobs = () => server.countersign.jobs.runDue(new Date());
  const deed = () => ({ actor: { kind: 'operator' }, now: new Date() }) as const;

  before(async () => {
    server = await startTestServer({
      mailer: {
        async send(mail) {
          if (isDown) throw new Refusal('mail_not_sent', { reason: 'ECONNREFUSED CONN' });
          sent.push(mail);
        },
        close: async () => undefined,
      },
    });
    world = await createWorld({ server });
  });

  after(() => server.stop());

  const lettersFor = async (email: string) =>
    (await db().deadLetters.page(null, 200)).filter(({ content }) =>
      JSON.stringify(content?.job).includes(email),
    );

  it('is a mail that no server took for three days: it goes out when somebody has it tried again', async () => {
    const { email } = world.tomas;
    await db().outbox.mail({ email, language: 'de', timeZone: 'UTC' }, { kind: 'second-factor-unlocked' });
    await runJobs();
    for (const seconds of [60, 300, 600, 900, 1800, ...Array<number>(71).fill(3600)]) {
      expect(await lettersFor(email)).to.deep.equal([]);
      travel(seconds + 1);
      await runJobs();
    }
    const [letter, ...more] = await lettersFor(email);
    expect(more).to.deep.equal([]);
    expect(letter?.content?.reason).to.equal('ECONNREFUSED CONN');
    isDown = false;
    travel(3600);
    await runJobs();
    expect(sent.filter(({ to }) => to === email)).to.deep.equal([]);
    await retryDeadLetter(db(), deed(), letter?.id ?? '');
    await runJobs();
    expect(sent.filter(({ to }) => to === email).map(({ subject }) => subject)).to.have.length(1);
    expect(await lettersFor(email)).to.deep.equal([]);
  });

  it('is a sign-out that an application did not take four times: it is told when somebody has it tried again', async () => {
    let status = 503;
    const told = await registerRelyingParty(server, {
      behaviour: (response) => void response.writeHead(status).end(),
    });
    await signIn(told.application, world.greta, { browser: new Browser() });
    await signOutEverywhere(server, world.greta.email);
    for (const seconds of [0, 60, 300, 1800]) {
      travel(seconds);
      await runJobs();
    }
    const [letter] = await lettersFor(told.clientId);
    expect(letter?.content?.reason).to.equal('it answered 503');
    status = 200;
    travel(3600);
    await runJobs();
    expect(told.receiver.received).to.have.length(4);
    await retryDeadLetter(db(), deed(), letter?.id ?? '');
    await runJobs();
    expect(told.receiver.received).to.have.length(5);
    expect(await told.verify(told.receiver.received.at(-1))).to.include.keys('sub', 'sid');
    await told.receiver.close();
  });
});
