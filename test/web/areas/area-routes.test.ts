import { expect } from 'chai';
import { enterArea, noticeOf } from '../../harness/areas.ts';
import { Browser } from '../../harness/browser.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import { createWorld, signIn, type World } from '../../harness/world.ts';

describe('a page of an area', () => {
  let world: World;
  let account: string;

  before(async () => {
    world = await createWorld();
    account = `${world.server.issuer}/account`;
  });

  it('leads whoever is not signed in through the sign-in, and back to where they wanted', async () => {
    const browser = new Browser();
    const first = await browser.request(account);
    expect(first.status).to.equal(303);
    const authorization = new URL(first.location ?? '');
    expect(authorization.pathname).to.equal('/auth');
    expect(authorization.searchParams.get('own_pages')).to.equal('judged');
    const { answer } = await enterArea(account, world.tomas, { browser });
    expect([answer.url, answer.status, answer.name]).to.deep.equal([account, 200, 'overview']);
  });

  it('is open to whoever is signed in at an application already', async () => {
    const { browser } = await signIn(world.application, world.olivia);
    const answer = await browser.request(account);
    expect([answer.status, answer.name]).to.deep.equal([200, 'overview']);
    expect(answer.headers.get('cache-control')).to.equal('no-store');
  });

  it('is shown to nobody else after the session has ended', async () => {
    const { browser } = await enterArea(account, world.olivia, { step: 1 });
    await world.server.countersign.db.sql('UPDATE users SET epoch = epoch + 1 WHERE email = $1', [
      world.olivia.email,
    ]);
    expect((await browser.open(account)).name).to.equal('password');
  });

  it('takes no answer that this browser did not ask for, and no address from it', async () => {
    const { browser } = await enterArea(account, world.mina);
    for (const query of ['', '?code=x&state=y', '?state=y&back=https://evil.example']) {
      const back = await browser.request(`${account}/signed-in${query}`);
      expect([back.status, back.location]).to.deep.equal([303, account]);
    }
  });

  it('takes no answer to another request than that of this browser, whose way goes on', async () => {
    const browser = new Browser();
    const first = await browser.request(account);
    const back = await browser.request(`${account}/signed-in?code=x&state=y`);
    expect([back.status, back.location]).to.deep.equal([303, account]);
    expect((await browser.follow(first)).name, 'still nobody').to.equal('password');
    const { answer } = await enterArea(account, world.greta, { browser });
    expect(answer.name).to.equal('overview');
  });

  it('keeps what was done for the next page that is read, which no look at its head is', async () => {
    const { browser } = await enterArea(account, world.greta);
    const done = await browser.post(`${account}/profile`, { name: 'Greta G', locale: '', zoneinfo: '' });
    const head = await browser.request(done.location ?? '', { method: 'HEAD' });
    expect([done.status, head.status]).to.deep.equal([303, 200]);
    expect(noticeOf(await browser.open(done.location ?? ''))).to.equal('Your profile was saved.');
    expect(noticeOf(await browser.open(done.location ?? '')), 'said once').to.equal(null);
  });

  it('takes no way back that was written by somebody else', async () => {
    const browser = new Browser();
    const trip = { state: 's', verifier: 'v', back: 'https://evil.example/' };
    const value = Buffer.from(JSON.stringify(trip)).toString('base64url');
    await browser.jar.setCookie(`${nameOfCookie(world.server.issuer, 'trip')}=${value}`, world.server.issuer);
    const back = await browser.request(`${account}/signed-in?code=x&state=s`);
    expect(back.location).to.equal(account);
  });

  it('is in the language of the person, whatever the browser says, unless they chose another', async () => {
    await world.server.countersign.db.sql(
      `UPDATE users SET profile = '{"locale": "de"}'::jsonb WHERE email = $1`,
      [world.greta.email],
    );
    const { browser, answer } = await enterArea(account, world.greta);
    expect(answer.page.querySelector('h1')?.text).to.equal('Ihr Konto');
    const chosen = await browser.open(`${account}?language=nl`);
    expect(chosen.page.querySelector('h1')?.text).to.equal('Uw account');
  });
});
