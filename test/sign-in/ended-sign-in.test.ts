import { expect } from 'chai';
import { type Answer, Browser } from '../harness/browser.ts';
import { createWorld, signIn, type WorldOptions } from '../harness/world.ts';

/** Somebody who has signed in, with the address of the page they did it on and the one that handed them over. */
async function signedInAt(options: WorldOptions = {}) {
  const world = await createWorld(options);
  const browser = new Browser();
  const page = await world.application.start(browser);
  const { email, password } = world.greta;
  const posted = await browser.post(page.url, { email, password, action: 'continue' });
  const back = await browser.follow(posted);
  expect(new URL(back.location ?? '').port).to.equal('4999');
  return { ...world, browser, page: page.url, resumed: posted.location ?? '' };
}

const waysOn = ({ page }: Answer) =>
  page.querySelectorAll('main a').map((link) => [link.getAttribute('href'), link.text.trim()]);

describe('the page of a sign-in that has ended', () => {
  it('leads back to the application, also at the address that handed over to it', async () => {
    const { browser, page, resumed, application } = await signedInAt();
    for (const [address, status] of [
      [page, 410],
      [resumed, 400],
    ] as const) {
      const answer = await browser.request(address);
      expect([answer.status, answer.name], address).to.deep.equal([status, 'error']);
      expect(answer.body).to.contain('This sign-in has ended');
      expect(waysOn(answer)).to.deep.equal([['http://localhost:4999/', `Back to ${application.clientId}`]]);
    }
  });

  it('prefers the home page that the application has registered, and its name', async () => {
    const client = { client_uri: 'https://crm.example/start', client_name: 'CRM' };
    const { browser, page } = await signedInAt({ client });
    expect(waysOn(await browser.request(page))).to.deep.equal([['https://crm.example/start', 'Back to CRM']]);
  });

  it('knows each of several sign-ins of one browser', async () => {
    const { browser, page, otherApplication, application } = await signedInAt();
    await otherApplication.start(browser, { prompt: 'login' });
    const answer = await browser.request(page);
    expect(waysOn(answer)[0]?.[1]).to.equal(`Back to ${application.clientId}`);
  });

  it('tells no other browser which application it was for', async () => {
    const { page } = await signedInAt();
    const answer = await new Browser().request(page);
    expect([answer.status, waysOn(answer)]).to.deep.equal([410, []]);
  });

  it('comes where a consent is given for somebody who is not signed in any more', async () => {
    const { application, otherApplication, greta, tomas } = await createWorld({
      client: { first_party: false },
    });
    const { browser, answer } = await signIn(application, greta);
    const other = await signIn(otherApplication, tomas, { browser, parameters: { prompt: 'login' } });
    expect(other.answer.name).to.equal('consent');
    const ended = await browser.submit(answer);
    expect([ended.status, ended.name]).to.deep.equal([410, 'error']);
    expect(waysOn(ended)[0]?.[1]).to.equal(`Back to ${application.clientId}`);
  });
});
