import { expect } from 'chai';
import { type Answer, Browser } from '../harness/browser.ts';
import { travel, travelHome } from '../harness/clock.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';
import { recordsOf, registerRelyingParty } from '../jobs/support/relying-parties.ts';
import { refusedWith } from './support/refused.ts';

const postLogoutUri = 'http://localhost:4999/';

describe('a sign-out that an application asks for', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  afterEach(travelHome);

  function askToSignOut(browser: Browser, parameters: Record<string, string>): Promise<Answer> {
    const query = new URLSearchParams({ post_logout_redirect_uri: postLogoutUri, ...parameters });
    return browser.open(`${world.server.issuer}/session/end?${query}`);
  }

  async function signedIn(parameters: Record<string, string> = {}) {
    const { browser, answer } = await signIn(world.application, world.greta, { parameters });
    const tokens = await world.application.redeem(answer);
    return { browser, tokens, hint: tokens.id_token ?? '' };
  }

  async function expectSignedIn(browser: Browser, isIt: boolean): Promise<void> {
    const silent = await world.application.start(browser, { prompt: 'none' });
    expect(world.application.errorOf(silent)).to.equal(isIt ? null : 'login_required');
  }

  it('with its ID token of this session is done without a question', async () => {
    const { browser, tokens, hint } = await signedIn();
    const done = await askToSignOut(browser, { id_token_hint: hint, state: 'told' });
    expect([done.status, done.location]).to.deep.equal([303, `${postLogoutUri}?state=told`]);
    await expectSignedIn(browser, false);
    expect(await refusedWith(world.application.refresh(tokens.refresh_token ?? ''))).to.equal(
      'invalid_grant',
    );
    const answer = await fetch(`${world.server.issuer}/me`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(answer.status).to.equal(401);
  });

  it('with one that has expired since is, too: it is about a past sign-in', async () => {
    const { browser, hint } = await signedIn();
    travel(2 * 60 * 60);
    const done = await askToSignOut(browser, { id_token_hint: hint });
    expect([done.status, done.location]).to.deep.equal([303, postLogoutUri]);
    await expectSignedIn(browser, false);
  });

  it('ends on a page of ours where it names no address', async () => {
    const { browser, hint } = await signedIn();
    const query = new URLSearchParams({ id_token_hint: hint });
    const done = await browser.open(`${world.server.issuer}/session/end?${query}`);
    expect([done.status, done.name]).to.deep.equal([200, 'signed-out']);
  });

  it('tells the other applications of the session, and takes nothing of another session', async () => {
    const own = await createWorld();
    const other = await registerRelyingParty(own.server);
    const { browser, answer } = await signIn(own.application, own.greta);
    const { id_token: hint = '' } = await own.application.redeem(answer);
    await other.application.redeem(await other.application.start(browser));
    const { answer: elsewhere } = await signIn(own.application, own.greta);
    const kept = await own.application.redeem(elsewhere);
    await askToSignOut(browser, { id_token_hint: hint });
    await own.server.countersign.jobs.runDue(new Date());
    expect(await other.logouts()).to.have.length(1);
    await other.receiver.close();
    expect(await recordsOf(own.server, own.greta.email)).to.include({ Session: 1, Grant: 1 });
    await own.application.refresh(kept.refresh_token ?? '');
  });

  it('leaves what was granted to stay', async () => {
    const parameters = { scope: 'openid offline_access', prompt: 'consent' };
    const { browser, answer } = await signIn(world.application, world.greta, { parameters });
    const back = answer.name === 'consent' ? await browser.submit(answer) : answer;
    const tokens = await world.application.redeem(back);
    const done = await askToSignOut(browser, { id_token_hint: tokens.id_token ?? '' });
    expect(done.location).to.equal(postLogoutUri);
    await expectSignedIn(browser, false);
    await world.application.refresh(tokens.refresh_token ?? '');
  });

  const notOfThisSession: [what: string, hintFor: (browser: Browser) => Promise<string>][] = [
    ['of another person', async () => (await signIn(world.application, world.mina).then(hintOf)).hint],
    [
      'of an earlier sign-in',
      async (browser) => {
        const { answer } = await signIn(world.application, world.greta, {
          browser,
          parameters: { prompt: 'login' },
        });
        const { id_token: hint = '' } = await world.application.redeem(answer);
        travel(5);
        await signIn(world.application, world.greta, { browser, parameters: { prompt: 'login' } });
        return hint;
      },
    ],
  ];

  async function hintOf({ answer }: { readonly answer: Answer }) {
    return { hint: (await world.application.redeem(answer)).id_token ?? '' };
  }

  for (const [what, hintFor] of notOfThisSession) {
    it(`asks with an ID token ${what}`, async () => {
      const { browser } = await signedIn();
      const page = await askToSignOut(browser, { id_token_hint: await hintFor(browser) });
      expect([page.status, page.name]).to.deep.equal([200, 'logout-confirm']);
      expect(page.headers.get('content-security-policy')).not.to.include('form-action');
      await expectSignedIn(browser, true);
    });
  }

  it('asks with nothing but a client id', async () => {
    const { browser } = await signedIn();
    const page = await askToSignOut(browser, { client_id: world.application.clientId });
    expect(page.name).to.equal('logout-confirm');
    await expectSignedIn(browser, true);
  });

  it('leads on at once where nobody is signed in, and leaves no session behind', async () => {
    const { hint } = await signedIn();
    for (const way of [{ client_id: world.application.clientId }, { id_token_hint: hint }]) {
      const browser = new Browser();
      const done = await askToSignOut(browser, { ...way, state: 'told' } as Record<string, string>);
      expect([done.status, done.location]).to.deep.equal([303, `${postLogoutUri}?state=told`]);
      expect(await browser.cookies(world.server.issuer)).to.deep.equal([]);
    }
    const nowhere = await new Browser().open(`${world.server.issuer}/session/end`);
    expect([nowhere.status, nowhere.name]).to.deep.equal([200, 'signed-out']);
  });
});
