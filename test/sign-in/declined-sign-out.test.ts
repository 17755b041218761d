import { expect } from 'chai';
import { Application, redirectUri } from '../harness/application.ts';
import { type Answer, Browser } from '../harness/browser.ts';
import { createWorld, seed, signIn, type World } from '../harness/world.ts';

/** What no page may say to somebody who is still signed in. */
const signedOutWords = /signed out|abgemeldet|déconnexion|uitgelogd/i;

describe('who declines to sign out', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  /** Presses the second button of the page, which stays signed in. */
  async function decline(browser: Browser, confirm: Answer): Promise<Answer> {
    expect(confirm.name).to.equal('logout-confirm');
    const stay = confirm.page.querySelectorAll('form')[1];
    const xsrf = stay?.querySelector('[name=xsrf]')?.getAttribute('value') ?? '';
    return browser.post(stay?.getAttribute('action') ?? '', { xsrf, action: 'cancel' });
  }

  const endOf = (query: Record<string, string>) =>
    `${world.server.issuer}/session/end?${new URLSearchParams(query)}`;

  for (const [language, title] of [
    ['en', 'You are still signed in'],
    ['de', 'Sie sind weiterhin angemeldet'],
    ['fr', 'Votre session reste ouverte'],
    ['nl', 'U bent nog ingelogd'],
  ] as const)
    it(`reads in ${language} that the session goes on, whether an application was named or not`, async () => {
      const { application, greta } = world;
      const browser = new Browser({ 'accept-language': language });
      for (const query of [{}, { client_id: application.clientId }]) {
        await signIn(application, greta, { browser });
        const confirm = await browser.open(endOf(query));
        expect(confirm.body.includes(application.clientId)).to.equal('client_id' in query);
        const declined = await browser.follow(await decline(browser, confirm));
        expect([declined.status, declined.name]).to.deep.equal([200, 'still-signed-in']);
        expect(declined.page.querySelector('h1')?.text.trim()).to.equal(title);
        expect(declined.body).not.to.match(signedOutWords);
        const other = await application.start(browser, { prompt: 'none' });
        expect(new URL(other.location ?? '').searchParams.has('code'), JSON.stringify(query)).to.equal(true);
        await browser.jar.removeAllCookies();
      }
    });

  it('goes back to the application that named an address for afterwards', async () => {
    const { server, greta, slug } = world;
    const id = `${slug}-with-end`;
    const end = 'http://localhost:4999/afterwards';
    const registered = { redirect_uris: [redirectUri], post_logout_redirect_uris: [end], first_party: true };
    await seed(server, { clients: [{ client_id: id, client_secret: `secret-of-${id}`, ...registered }] });
    const application = await Application.discover(server.issuer, id, `secret-of-${id}`);
    const { browser } = await signIn(application, greta);
    const query = { client_id: id, post_logout_redirect_uri: end, state: 'kept' };
    const declined = await decline(browser, await browser.open(endOf(query)));
    expect(declined.location).to.equal(`${end}?state=kept`);
  });

  it('and then says yes, or was never signed in, reads that the session is over', async () => {
    const { browser } = await signIn(world.application, world.greta);
    await decline(browser, await browser.open(endOf({})));
    const out = await browser.submit(await browser.open(endOf({})), { logout: 'yes' });
    expect(out.name).to.equal('signed-out');
    expect(out.body).to.match(signedOutWords);
    const anybody = await new Browser().open(`${world.server.issuer}/session/end/success`);
    expect(anybody.name).to.equal('signed-out');
  });
});
