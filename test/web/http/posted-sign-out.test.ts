import { expect } from 'chai';
import { Browser } from '../../harness/browser.ts';
import { createWorld, signIn, type World } from '../../harness/world.ts';

const postLogoutUri = 'http://localhost:4999/';

describe('a posted sign-out request', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  const post = (browser: Browser, body: Record<string, string>, path = '/session/end') =>
    browser.post(`${world.server.issuer}${path}`, body, {
      headers: { origin: 'http://localhost:4999', 'sec-fetch-site': 'cross-site' },
    });

  it('is the same request by GET, which finds who is signed in', async () => {
    const { browser } = await signIn(world.application, world.greta);
    const redirect = await post(browser, { client_id: world.application.clientId, state: 'ä&=' });
    expect(redirect.status).to.equal(303);
    const url = new URL(redirect.location ?? '');
    expect(url.origin + url.pathname).to.equal(`${world.server.issuer}/session/end`);
    expect(url.searchParams.get('state')).to.equal('ä&=');
    expect((await browser.follow(redirect)).name).to.equal('logout-confirm');
  });

  it('signs out with a good hint, and leads back', async () => {
    const { browser, answer } = await signIn(world.application, world.greta);
    const { id_token: hint = '' } = await world.application.redeem(answer);
    const request = { id_token_hint: hint, post_logout_redirect_uri: postLogoutUri, state: 'told' };
    const done = await browser.follow(await post(browser, request));
    expect([done.status, done.location]).to.deep.equal([303, `${postLogoutUri}?state=told`]);
    const silent = await world.application.start(browser, { prompt: 'none' });
    expect(world.application.errorOf(silent)).to.equal('login_required');
  });

  it('is taken at every address at which the library takes one by GET', async () => {
    for (const path of ['/session/end', '/session/end/', '/SESSION/END'])
      expect((await post(new Browser(), {}, path)).status, path).to.equal(303);
  });
});
