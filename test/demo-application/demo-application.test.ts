import { expect } from 'chai';
import {
  type DemoApplication,
  startDemoApplication,
} from '../../examples/demo-application/demo-application.ts';
import { type BareProvider, startBareProvider } from './support/bare-provider.ts';
import { openBrowser } from './support/browser.ts';

const unreachableIssuer = 'http://localhost:1';

describe('demo application', () => {
  let provider: BareProvider;
  let application: DemoApplication;

  beforeEach(async () => {
    provider = await startBareProvider(['demo', 'demo-second'], () => application.url);
    application = await startDemoApplication({
      issuer: provider.issuer,
      clientId: 'demo',
      clientSecret: 'demo-secret',
      port: 0,
      host: '127.0.0.1',
      otherClients: [{ clientId: 'demo-second', clientSecret: 'demo-second-secret', title: 'Second <one>' }],
    });
  });

  afterEach(async () => {
    await application.close();
    await provider.close();
  });

  async function signedIn(query = '') {
    const browser = openBrowser();
    const page = await browser.get(`${application.url}/sign-in?client=demo${query}`);
    return { browser, page };
  }

  it('offers the ways to sign in, with everything served from itself', async () => {
    const { text, headers } = await openBrowser().get(`${application.url}/`);
    expect(text).to.contain('Sign in').and.contain('level=2').and.contain('level=3');
    expect(text).to.contain('organization=no').and.contain('Second &lt;one&gt;');
    expect(text).not.to.match(/<style|style=|<script|https?:/);
    expect(headers.get('content-security-policy')).to.contain("default-src 'none'; style-src 'self'");
    const style = await fetch(`${application.url}/style.css`);
    expect(style.headers.get('content-type')).to.match(/^text\/css/);
  });

  it('signs in with state, nonce and PKCE and shows the claims readably', async () => {
    const { page } = await signedIn();
    const [request] = provider.requests;
    expect(request?.get('code_challenge_method')).to.equal('S256');
    expect(request?.get('state')).to.have.length.above(20);
    expect(request?.get('nonce')).to.have.length.above(20);
    expect(request?.has('acr_values')).to.equal(false);
    expect(page).to.include({ url: `${application.url}/`, status: 200 });
    expect(page.text).to.contain('Level 1: one proof').and.contain('<code>pwd</code> password');
    expect(page.text).to.match(
      /data-claim="mfa_time"><time datetime="2026-05-28T20:26:40\.000Z">28 May 2026/,
    );
  });

  it('calls the person by the name that userinfo has, or else by the subject of the ID token', async () => {
    expect((await signedIn()).page.text).to.contain('Signed in as &lt;b&gt;Ann&lt;/b&gt;</h1>');
    provider.behaviour.isPersonGone = true;
    expect((await signedIn()).page.text).not.to.contain('Signed in as &lt;b&gt;');
  });

  it('escapes whatever the provider says', async () => {
    const { page } = await signedIn();
    expect(page.text).to.contain('&lt;b&gt;Ann&lt;/b&gt;').and.not.contain('<b>Ann');
  });

  it('keeps the session in a cookie for the server alone, under a new id after the sign-in', async () => {
    const { browser } = await signedIn();
    const own = browser.setCookies.filter((line) => line.startsWith('demo_session='));
    expect(own).to.have.length(2);
    for (const line of own)
      expect(line)
        .to.match(/; httponly/i)
        .and.match(/; samesite=lax/i);
    expect(own[0]?.split(';')[0]).not.to.equal(own[1]?.split(';')[0]);
  });

  it('asks for the organizations unless it is told not to, and shows them', async () => {
    await signedIn('&organization=no');
    expect(provider.requests.pop()?.get('scope')).to.equal('openid profile email');
    const { page } = await signedIn();
    expect(provider.requests[0]?.get('scope')).to.equal('openid profile email organization');
    expect(page.text).to.contain('data-organization="acme"').and.contain('Roles: owner');
    expect(page.text).to.contain('MFA is required and satisfied (proof)');
  });

  for (const level of ['2', '3']) {
    it(`asks for level ${level} by acr_values and shows what came of it`, async () => {
      provider.behaviour.acr = `urn:countersign:acr:${level}`;
      provider.behaviour.amr = ['pwd', 'otp', 'mfa'];
      const { page } = await signedIn(`&level=${level}`);
      expect(provider.requests[0]?.get('acr_values')).to.equal(`urn:countersign:acr:${level}`);
      expect(page.text).to.contain(`Level ${level}:`).and.contain('<code>mfa</code> two kinds of proof');
    });
  }

  it('says which level it asked for beside the one that was proven', async () => {
    const { page: below } = await signedIn('&level=3');
    expect(below.text).to.contain('✗ You asked for level 3; proven: level 1.');
    provider.behaviour.acr = 'urn:countersign:acr:3';
    const { browser, page } = await signedIn('&level=2');
    expect(page.text).to.contain('✓ You asked for level 2; proven: level 3.');
    expect((await browser.post(`${application.url}/refresh`)).text).to.contain('You asked for level 2;');
    expect((await signedIn()).page.text).not.to.contain('You asked for');
  });

  it('refreshes, and asks userinfo', async () => {
    const { browser } = await signedIn();
    expect((await browser.post(`${application.url}/refresh`)).text).to.contain('Refreshed at');
    expect((await browser.post(`${application.url}/refresh`)).text).to.contain('Refreshed at');
    const page = await browser.post(`${application.url}/userinfo`);
    expect(page.text).to.contain('<h2>Userinfo</h2>');
  });

  it('forgets the person when the provider refuses the refresh', async () => {
    const { browser } = await signedIn();
    provider.behaviour.isPersonGone = true;
    const refused = await browser.post(`${application.url}/refresh`);
    expect(refused.status).to.equal(400);
    expect(refused.text).to.contain('Your sign-in has ended').and.contain('invalid_grant');
    expect((await browser.get(`${application.url}/`)).text).not.to.contain('Signed in as');
  });

  it('says kindly that userinfo is refused', async () => {
    const { browser } = await signedIn();
    provider.behaviour.isPersonGone = true;
    const refused = await browser.post(`${application.url}/userinfo`);
    expect(refused.status).to.equal(400);
    expect(refused.text).to.contain('Your sign-in has ended').and.contain('Back to the start');
  });

  it('signs out at itself and at the provider', async () => {
    const { browser } = await signedIn();
    const page = await browser.post(`${application.url}/sign-out`);
    expect(page.url).to.contain(`${provider.issuer}/session/end?`).and.contain('id_token_hint=');
    expect(new URL(page.url).searchParams.get('post_logout_redirect_uri')).to.equal(`${application.url}/`);
    expect((await browser.get(`${application.url}/`)).text).not.to.contain('Signed in as');
  });

  it('plays a second client with the same browser', async () => {
    const { browser } = await signedIn();
    const page = await browser.get(`${application.url}/sign-in?client=demo-second`);
    expect(page.text).to.contain('Second &lt;one&gt; was told; it had asked for');
    expect((await browser.get(`${application.url}/sign-in?client=other`)).status).to.equal(404);
  });

  const errors = [
    ['access_denied', 'Access was not granted'],
    ['unmet_authentication_requirements', 'This level cannot be reached'],
    ['something_new', 'That did not work'],
  ] as const;
  for (const [error, title] of errors) {
    it(`explains ${error} kindly`, async () => {
      provider.behaviour.error = error;
      const { page } = await signedIn();
      expect(page.status).to.equal(400);
      expect(page.text).to.contain(`<h1>${title}</h1>`).and.contain('said &lt;the&gt; provider');
      expect(page.text).to.contain('href="/"');
    });
  }

  it('accepts an answer only in the browser that asked, and once', async () => {
    const stranger = openBrowser();
    const answer = `${application.url}/callback?code=x&state=y`;
    expect((await stranger.get(answer)).text).to.contain('This sign-in is not known here');
    const { browser } = await signedIn();
    const state = provider.requests[0]?.get('state');
    const again = await browser.get(`${application.url}/callback?code=x&state=${state}`);
    expect(again).to.include({ url: `${application.url}/`, status: 200 });
    expect(again.text).to.contain('left aside').and.contain('Signed in as');
  });

  it('starts before the provider and says that it cannot be reached', async () => {
    const early = await startDemoApplication({
      issuer: unreachableIssuer,
      clientId: 'demo',
      clientSecret: 'x',
      port: 0,
      host: '127.0.0.1',
    });
    const page = await openBrowser().get(`${early.url}/sign-in?client=demo`);
    await early.close();
    expect(page.status).to.equal(502);
    expect(page.text).to.contain('The provider cannot be reached');
  });
});
