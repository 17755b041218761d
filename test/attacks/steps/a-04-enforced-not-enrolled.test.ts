import { expect } from 'chai';
import type { Application } from '../../harness/application.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { createWorld, everyoneNow, mailedCode, passPassword, type World } from '../../harness/world.ts';
import { eventsOf } from '../support/guessing.ts';
import { publicApplication } from '../support/relaxed-application.ts';

/** One more try to get past the page; answers the page it ended at. */
type Dodge = (world: World, browser: Browser, page: Answer) => Promise<Answer>;

/** The sign-in page or, where the password is known already, the page behind it. */
async function again(world: World, browser: Browser, application: Application, parameters = {}) {
  const { answer } = await passPassword(application, world.mina, { browser, parameters });
  return answer;
}

const otherAgent = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)' };

const dodges: Record<string, Dodge> = {
  'the back button': (_world, browser, page) => browser.open(page.url.replace(/[a-z-]+$/, 'password')),
  'the restart link': (world, browser) => again(world, browser, world.application),
  'another client': (world, browser) => again(world, browser, world.otherApplication),
  'a public client': async (world, browser) => again(world, browser, await publicApplication(world)),
  'another language': (world, browser) => again(world, browser, world.application, { ui_locales: 'de' }),
  'another device': (world) => again(world, new Browser(otherAgent), world.application),
  'signing out and in': async (world, browser) => {
    await browser.open(`${world.server.issuer}/session/end`);
    return again(world, browser, world.application);
  },
  'closing the tab': (_world, browser, page) => browser.open(page.url),
  'closing the browser': (world) => again(world, new Browser(), world.application),
  'the address of the end': async (_world, browser, page) => {
    const end = await browser.open(page.url.replace('/interaction/', '/auth/').replace(/\/[a-z-]+$/, ''));
    expect(end.name).to.equal('password');
    return page;
  },
  'another account first': async (world, browser, page) => {
    const password = await browser.submit(page, { action: 'switch' });
    const { email } = world.mina;
    return browser.submit(password, { email, password: world.mina.password });
  },
  'asking for the lowest level': (world, browser) =>
    again(world, browser, world.application, { acr_values: 'urn:countersign:acr:1', max_age: '86400' }),
  'declining it': async (_world, browser, page) => {
    expect((await browser.post(page.url, { action: 'later' })).status).to.equal(400);
    return browser.open(page.url);
  },
  'cancelling, then coming back': async (world, browser, page) => {
    const cancelled = await browser.submit(page, { action: 'cancel' });
    expect(world.application.errorOf(cancelled)).to.equal('access_denied');
    return again(world, browser, world.application);
  },
};

/** Twenty tries, each from a page that is due; every one ends at such a page and without a session. */
async function expectAlwaysAsked(world: World, due: string): Promise<void> {
  const names = Object.keys(dodges);
  for (let n = 0; n < 20; n += 1) {
    const name = names[n % names.length] ?? '';
    const { browser, answer } = await passPassword(world.application, world.mina);
    expect(answer.name, name).to.equal(due);
    const after = await dodges[name]?.(world, browser, answer);
    expect(after?.name, name).to.equal(due);
    const silent = await world.otherApplication.start(browser, { prompt: 'none' });
    expect(world.otherApplication.errorOf(silent), name).to.equal('login_required');
  }
  expect(await eventsOf(world.server, world.mina, 'account.signed_in')).to.have.length(0);
}

describe('A-04: a member who must enrol and does not', () => {
  it('A-04: is asked to enrol at each of twenty tries to get round it', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, enrollment_proof: 'none' } });
    await expectAlwaysAsked(world, 'enroll');
  });

  it('A-04: is asked for the mailed code at each of twenty tries, also when no more mails go out', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    await expectAlwaysAsked(world, 'mailbox');
    const mails = world.server.mailbox.messages().filter(({ to }) => to === world.mina.email);
    // Ten, and one more after each wait that doubles from a second on.
    expect(mails.length).to.be.within(10, 16);
  });

  it('A-04: cannot go round the mailbox with the code of another sign-in, nor by guessing it', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, mina, server } = world;
    const first = await passPassword(application, mina);
    const code = mailedCode(server, mina.email);
    const second = await passPassword(application, mina);
    expect((await second.browser.submit(second.answer, { code })).status).to.equal(422);
    for (let n = 0; n < 5; n += 1) {
      const wrong = String((Number(code) + 1 + n) % 10 ** 8).padStart(8, '0');
      expect((await first.browser.submit(first.answer, { code: wrong })).status).to.equal(422);
    }
    const tooLate = await first.browser.submit(first.answer, { code });
    expect(tooLate.status).to.equal(422);
    expect(tooLate.name).to.equal('mailbox');
  });

  it('A-04: gets nowhere with the pages behind the one that is due', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(world.application, world.mina);
    for (const page of ['enroll', 'recovery-codes', 'challenge', 'consent', 'new-password']) {
      const url = answer.url.replace('mailbox', page);
      expect((await browser.request(url)).location, page).to.equal(answer.url);
      expect((await browser.post(url, { action: 'continue', code: '123456' })).status, page).to.equal(409);
    }
  });
});
