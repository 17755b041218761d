import { expect } from 'chai';
import { type Answer, Browser } from '../harness/browser.ts';
import { createWorld, everyoneNow, passPassword, signIn } from '../harness/world.ts';

/** What the page says that the application gets. */
const itemsOf = ({ page }: Answer) => page.querySelectorAll('.shared li').map((item) => item.text.trim());

const foreign = { client: { first_party: false } };

describe('an application of somebody else', () => {
  it('gets what the person allows, and is not asked about again', async () => {
    const { application, greta } = await createWorld(foreign);
    const { browser, answer } = await signIn(application, greta, { parameters: { scope: 'openid email' } });
    expect(answer.name).to.equal('consent');
    const tokens = await application.redeem(await browser.submit(answer));
    expect(tokens.claims()?.amr).to.deep.equal(['pwd']);
    expect(tokens.scope?.split(' ')).to.have.members(['openid', 'email']);
    const quiet = await application.start(browser, { scope: 'openid email', prompt: 'none' });
    expect(quiet.location).to.contain('code=');
  });

  it('is asked about at each sign-in where it is native: others can pass for it (RFC 8252 section 8.6)', async () => {
    const native = { application_type: 'native' };
    // The library is told that this one is of the web.
    const onLocalNetwork = { ...native, allow_http_on_local_network: true };
    for (const [client, first_party, then] of [
      [native, false, 'consent'],
      [native, true, null],
      [onLocalNetwork, false, 'consent'],
      [onLocalNetwork, true, null],
    ] as const) {
      const { application, greta } = await createWorld({ client: { ...client, first_party } });
      const { browser, answer } = await signIn(application, greta);
      await application.redeem(first_party ? answer : await browser.submit(answer));
      expect((await application.start(browser)).name, `our own: ${first_party}`).to.equal(then);
    }
  });

  it('gets nothing when the person denies, who stays signed in and is asked again', async () => {
    const { application, greta } = await createWorld(foreign);
    const { browser, answer } = await signIn(application, greta);
    const denied = await browser.submit(answer, { action: 'cancel' });
    expect(application.errorOf(denied)).to.equal('access_denied');
    expect(denied.location).to.include('error_description=the+person+did+not+allow+it');
    const silent = await application.start(browser, { prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('consent_required');
    expect((await application.start(browser)).name).to.equal('consent');
  });

  it('is asked about once more for a scope that is new', async () => {
    const { application, greta } = await createWorld(foreign);
    const { browser, answer } = await signIn(application, greta);
    await browser.submit(answer);
    const page = await application.start(browser, { scope: 'openid email' });
    expect(page.name).to.equal('consent');
    const tokens = await application.redeem(await browser.submit(page));
    expect(tokens.scope?.split(' ')).to.include('email');
  });

  it('is not granted what another one was allowed', async () => {
    const { application, otherApplication, greta } = await createWorld(foreign);
    const { browser, answer } = await signIn(application, greta);
    await browser.submit(answer);
    expect((await otherApplication.start(browser)).name).to.equal('consent');
  });

  it('cannot have consent stand in for the second factor', async () => {
    const { application, tomas } = await createWorld({ ...foreign, enforcement: everyoneNow });
    const { browser, answer } = await passPassword(application, tomas);
    expect(answer.name).to.equal('challenge');
    const consent = answer.url.replace(/\w+$/, 'consent');
    const forced = await browser.post(consent, { action: 'continue' });
    expect([forced.status, forced.location]).to.deep.equal([409, null]);
    expect((await browser.open(consent)).name).to.equal('challenge');
  });
});

describe('what a person consents to', () => {
  it('is listed again where it was granted before, when the application wants it seen', async () => {
    const { application, greta } = await createWorld(foreign);
    const parameters = { scope: 'openid email' };
    const { browser, answer } = await signIn(application, greta, { parameters });
    await browser.submit(answer);
    const again = await application.start(browser, { ...parameters, prompt: 'consent' });
    expect(itemsOf(again)).to.deep.equal(['A stable identifier for your account', 'Your e-mail address']);
  });

  it('is named once, also a scope that is one of ours and of our API', async () => {
    const { application, greta, server } = await createWorld(foreign);
    const parameters = {
      scope: 'openid account organization:admin',
      resource: `${server.issuer}/api/v1`,
    };
    const { answer } = await signIn(application, greta, { parameters });
    const items = itemsOf(answer);
    expect(items)
      .to.have.length(3)
      .and.to.deep.equal([...new Set(items)]);
  });
});

describe('an application of our own', () => {
  it('needs no consent, whatever scopes it asks for', async () => {
    const { application, greta } = await createWorld();
    const scope = 'openid profile email organization';
    const { browser, answer } = await signIn(application, greta, { parameters: { scope } });
    expect((await application.redeem(answer)).scope?.split(' ')).to.have.members(scope.split(' '));
    expect((await application.start(browser, { scope, prompt: 'none' })).location).to.contain('code=');
  });

  it('shows the consent page when it asks for it', async () => {
    const { application, greta } = await createWorld();
    const browser = new Browser();
    const parameters = { prompt: 'consent' };
    const { answer } = await signIn(application, greta, { browser, parameters });
    expect(answer.name).to.equal('consent');
    expect(itemsOf(answer)).to.deep.equal(['A stable identifier for your account']);
    expect((await browser.submit(answer)).location).to.contain('code=');
  });
});
