import { expect } from 'chai';
import { Browser } from '../../harness/browser.ts';
import { createWorld, signIn, type World } from '../../harness/world.ts';

describe('a posted authorization request', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  async function parameters(more: Record<string, string> = {}): Promise<URLSearchParams> {
    return new URL(await world.application.authorizationUrl(more)).searchParams;
  }

  const post = (browser: Browser, body: RequestInit['body'], headers: Record<string, string> = {}) =>
    browser.request(`${world.server.issuer}/auth`, { method: 'POST', body: body ?? null, headers });

  it('goes on from the session that is there, also when it comes from the site of the application', async () => {
    const { browser } = await signIn(world.application, world.greta);
    const fromElsewhere = { origin: 'http://localhost:4999', 'sec-fetch-site': 'cross-site' };
    const redirect = await post(browser, await parameters({ prompt: 'none' }), fromElsewhere);
    expect(redirect.status).to.equal(303);
    const tokens = await world.application.redeem(await browser.follow(redirect));
    expect(tokens.claims()?.amr).to.deep.equal(['pwd']);
  });

  it('is taken at every address at which the library takes one by GET', async () => {
    for (const path of ['/auth', '/auth/', '/AUTH']) {
      const { status, location } = await new Browser().request(`${world.server.issuer}${path}`, {
        method: 'POST',
        body: await parameters(),
      });
      expect([status, location?.includes('/auth?')], path).to.deep.equal([303, true]);
    }
  });

  it('keeps its parameters letter by letter', async () => {
    const state = 'ä & = + % #\n"';
    const redirect = await post(new Browser(), await parameters({ state }));
    expect(new URL(redirect.location ?? '').searchParams.get('state')).to.equal(state);
  });

  it('is refused with a parameter that comes twice', async () => {
    const body = await parameters();
    body.append('redirect_uri', 'https://evil.example/');
    const browser = new Browser();
    const answer = await browser.follow(await post(browser, body));
    expect(answer.status).to.equal(400);
    expect(answer.name).to.equal('error');
  });

  it('leads nowhere but to the authorization endpoint, whatever its own address says', async () => {
    const address = `${world.server.issuer}/auth?client_id=other&redirect_uri=https://evil.example/`;
    const redirect = await new Browser().post(address, Object.fromEntries(await parameters()));
    const target = new URL(redirect.location ?? '');
    expect(target.origin + target.pathname).to.equal(`${world.server.issuer}/auth`);
    expect(target.searchParams.getAll('client_id')).to.deep.equal([world.application.clientId]);
  });

  it('is answered with an error page when it is no form, or too long', async () => {
    const browser = new Browser();
    const json = { 'content-type': 'application/json' };
    const noForm = await browser.follow(await post(browser, '{"client_id":"x"}', json));
    expect([noForm.status, noForm.name]).to.deep.equal([400, 'error']);
    const tooLong = await post(browser, await parameters({ state: 'x'.repeat(20_000) }));
    expect([tooLong.status, tooLong.name]).to.deep.equal([413, 'error']);
  });
});
