import { expect } from 'chai';
import { Browser } from '../harness/browser.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';

const after = 'http://localhost:4999/';

describe('a sign-out', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  const endOf = (query: Record<string, string>) =>
    `${world.server.issuer}/session/end?${new URLSearchParams(query)}`;

  it('of nobody goes straight on to where the application wants to go on', async () => {
    const query = { client_id: world.application.clientId, post_logout_redirect_uri: after, state: 'a b&c' };
    const { status, location } = await new Browser().request(endOf(query));
    expect([status, location]).to.deep.equal([303, `${after}?state=a+b%26c`]);
  });

  it('of nobody ends on a page of ours where the application says nothing', async () => {
    const done = await new Browser().open(endOf({}));
    expect([done.status, done.name]).to.deep.equal([200, 'signed-out']);
  });

  it('that is refused speaks of a sign-out', async () => {
    const { browser } = await signIn(world.application, world.greta);
    const queries = [
      { client_id: world.application.clientId, post_logout_redirect_uri: 'https://elsewhere.example/' },
      { client_id: 'nobody-knows-this-one' },
      { id_token_hint: 'nonsense' },
    ] as const;
    for (const query of queries) {
      const refused = await browser.open(endOf(query));
      expect([refused.status, refused.name], JSON.stringify(query)).to.deep.equal([400, 'error']);
      expect(refused.body).to.contain('We cannot continue with the sign-out').and.not.contain('the sign-in');
    }
    const stale = await browser.post(`${world.server.issuer}/session/end/confirm`, { xsrf: 'nonsense' });
    expect(stale.body).to.contain('sign-out');
  });
});
