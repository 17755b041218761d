import { expect } from 'chai';
import type { Answer, Browser } from '../../harness/browser.ts';
import {
  createWorld,
  enroll,
  everyoneNow,
  mailedCode,
  passPassword,
  signIn,
  type World,
} from '../../harness/world.ts';

const problemOf = ({ page }: Answer) => page.querySelector('[role=alert] a')?.text;

/** More often than any limit allows a wrong one. */
const often = 12;

describe('an empty field', () => {
  let world: World;

  before(async () => {
    world = await createWorld({ enforcement: everyoneNow });
  });

  async function sendOften(browser: Browser, page: Answer, fields: Record<string, string>): Promise<Answer> {
    let last = page;
    for (let count = 0; count < often; count += 1) {
      last = await browser.submit(page, fields);
      expect(last.status).to.equal(422);
    }
    return last;
  }

  for (const code of ['', ' ', '\t \n']) {
    it(`of the app's code is no guess: ${JSON.stringify(code)}`, async () => {
      const { browser, answer: challenge } = await passPassword(world.application, world.tomas);
      const refused = await sendOften(browser, challenge, { code });
      expect([refused.name, problemOf(refused)]).to.deep.equal(['challenge', 'Type the code']);
      const person = await world.server.countersign.db.people.byEmail(world.tomas.email);
      expect(person?.user.secondFactorFailures).to.equal(0);
    });
  }

  it('of the mailed code is no try', async () => {
    const { browser, answer: mailbox } = await passPassword(world.application, world.mina);
    expect(problemOf(await sendOften(browser, mailbox, { code: '' }))).to.equal('Type the code');
    const code = mailedCode(world.server, world.mina.email);
    const setUp = await browser.submit(mailbox, { code });
    expect(setUp.name).to.equal('enroll');
    expect(problemOf(await browser.submit(setUp, { code: '' }))).to.equal('Type the code');
  });

  it('of the sign-in is named, and no attempt', async () => {
    const { browser, answer: page } = await passPassword(world.application, {
      ...world.olivia,
      password: '',
    });
    expect([page.status, problemOf(page)]).to.deep.equal([422, 'Type your password']);
    await sendOften(browser, page, { email: world.olivia.email, password: '' });
    const noEmail = await browser.submit(page, { email: ' ', password: 'x' });
    expect([noEmail.status, problemOf(noEmail)]).to.deep.equal([422, 'Type your e-mail address']);
    const { answer } = await signIn(world.application, world.olivia);
    expect(answer.location).to.contain('code=');
  });
});

describe('the form for a recovery code', () => {
  it('stays when its code is refused, and leads back to the app', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, server, mina } = world;
    const first = await passPassword(application, mina);
    const { secret } = await enroll(server, first.browser, first.answer, mina.email);
    const { browser, answer } = await passPassword(application, { ...mina, secret });
    const letters = await browser.submit(answer, { action: 'use_recovery_code' });
    expect(letters.page.querySelector('h1')?.text).to.equal('Enter a recovery code');
    const refused = await browser.submit(letters, { code: 'abcd-efgh-jkmn-pqrs' });
    expect(refused.page.querySelector('h1')?.text).to.equal('Enter a recovery code');
    expect(refused.body).to.contain('This code is not valid').and.not.contain('time zone');
    const digits = await browser.submit(refused, { action: 'use_app_code' });
    expect(digits.page.querySelector('h1')?.text).to.equal('Enter your code');
  });
});
