import { expect } from 'chai';
import type { Application } from '../../harness/application.ts';
import type { Answer } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { sharedServer, type TestServer } from '../../harness/server.ts';
import { createWorld, enroll, everyoneNow, passPassword, type TestPerson } from '../../harness/world.ts';
import { eventsOf, type Guesser, guess, openChallenge, rightCode } from '../support/guessing.ts';
import { alternate, at, secondServer } from '../support/two-servers.ts';

const rounds = 5;
const atOnce = 20;

/** Time between two rounds: longer than any lock that the losers of a round bring about. */
const pauseSeconds = 120;

describe('one-time codes at two servers at once', () => {
  let servers: [TestServer, TestServer];

  before(async () => {
    const first = await sharedServer();
    servers = [first, await secondServer(first)];
  });

  after(async () => servers[1].stop());

  /** One more sign-in of a person at its code page, in a browser of its own. */
  async function open(application: Application, person: TestPerson, index: number): Promise<Guesser> {
    const { browser, url } = await openChallenge(application, person);
    return { browser, url: at(alternate(servers, index), url) };
  }

  async function openMany(application: Application, person: TestPerson): Promise<Guesser[]> {
    const guessers: Guesser[] = [];
    for (let index = 0; index < atOnce; index += 1) guessers.push(await open(application, person, index));
    return guessers;
  }

  /** All offer the code at once; exactly one gets on, and a new sign-in takes its place for the next round. */
  async function race(guessers: Guesser[], code: string, again: (index: number) => Promise<Guesser>) {
    const answers = await Promise.all(guessers.map((guesser) => guess(guesser, code)));
    expectOneWinner(answers);
    const winner = answers.findIndex(({ status }) => status === 303);
    guessers[winner] = await again(winner);
  }

  it('A-15 one code opens exactly one of 20 sign-ins, five times over', async () => {
    const { application, tomas, server } = await createWorld({ enforcement: everyoneNow });
    const guessers = await openMany(application, tomas);
    for (let round = 1; round <= rounds; round += 1) {
      travel(pauseSeconds);
      await race(guessers, rightCode(tomas), (index) => open(application, tomas, index));
      expect(await eventsOf(server, tomas, 'authenticator.challenge_passed')).to.have.length(round);
    }
  });

  it('A-16 one recovery code opens exactly one of 20 sign-ins, and is the only one that is gone', async () => {
    const { application, mina, server } = await createWorld({ enforcement: everyoneNow });
    const first = await passPassword(application, mina);
    const { codes } = await enroll(server, first.browser, first.answer, mina.email);
    const guessers = await openMany(application, mina);
    for (let round = 1; round <= rounds; round += 1) {
      travel(pauseSeconds);
      await race(guessers, codes[round] ?? '', (index) => open(application, mina, index));
      expect(await codesLeft(server, mina)).to.equal(codes.length - round);
      expect(await eventsOf(server, mina, 'authenticator.recovery_code_used')).to.have.length(round);
      expect(await usedCodeMails(mina)).to.equal(round);
    }
  });

  it('A-16 a spent recovery code is followed by the offer of a new app and new codes', async () => {
    const { application, mina, server } = await createWorld({ enforcement: everyoneNow });
    const first = await passPassword(application, mina);
    const { codes } = await enroll(server, first.browser, first.answer, mina.email);
    const [one = '', two = ''] = codes;
    const guesser = await openChallenge(application, mina);
    expect((await guess(guesser, one)).status).to.equal(303);
    const { browser, answer } = await passPassword(application, mina);
    const replacing = await browser.submit(answer, { code: two });
    expect(replacing.name).to.equal('enroll');
    const replaced = await enroll(server, browser, replacing, mina.email);
    expect(replaced.codes).to.have.length(10);
    expect((await application.redeem(replaced.answer)).claims()?.amr).to.include('otp');
    expect(await codesLeft(server, mina)).to.equal(10);
  });

  async function usedCodeMails({ email }: TestPerson): Promise<number> {
    await servers[0]?.countersign.jobs.runDue(new Date());
    const mails = servers.flatMap(({ mailbox }) => mailbox.messages());
    return mails.filter(({ to, subject }) => to === email && /recovery code/i.test(subject)).length;
  }
});

/** The others were refused as wrong codes or by the lock, and none of them got any further. */
function expectOneWinner(answers: readonly Answer[]): void {
  const others = answers.filter(({ status }) => status !== 303);
  expect(others).to.have.length(atOnce - 1);
  for (const { status, location } of others) {
    expect(status).to.be.oneOf([422, 429]);
    expect(location).to.equal(null);
  }
}

async function codesLeft(server: TestServer, { email }: TestPerson): Promise<number> {
  const rows = await server.database.dataSource.query(
    'SELECT 1 FROM recovery_codes r JOIN users u ON u.id = r.user_id WHERE u.email = $1 AND r.used_at IS NULL',
    [email],
  );
  return rows.length;
}
