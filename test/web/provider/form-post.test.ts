import { expect } from 'chai';
import { filled } from '../../../src/web/pages/page.ts';
import { formPostPage } from '../../../src/web/provider/form-post.ts';
import { redirectUri } from '../../harness/application.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { travelHome } from '../../harness/clock.ts';
import { createWorld, seed, signIn, type World } from '../../harness/world.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { formPostModel } from './support/models.ts';

/** What a person without scripts would send by the button. */
function formOf({ page }: Answer): { readonly action: string; readonly sent: Record<string, string> } {
  const inputs = page.querySelectorAll('form input').map((input) => input.attributes);
  const action = page.querySelector('form')?.getAttribute('action') ?? '';
  return { action, sent: Object.fromEntries(inputs.map(({ name = '', value = '' }) => [name, value])) };
}

describe('the page form-post', () => {
  itIsSound(filled(formPostPage, formPostModel), { fields: ['code', 'state'], actions: [] });

  let world: World;

  before(async () => {
    world = await createWorld();
  });

  afterEach(travelHome);

  it('has a button that sends nothing along', () => {
    const html = drawn(filled(formPostPage, formPostModel));
    expect(html)
      .to.match(/<button>[^<]+<\/button>/)
      .and.not.to.include('noscript');
    expect(html).to.include('action="https://crm.example/callback?a=1&amp;b=2"');
  });

  function expectPage(answer: Answer, status: number): void {
    expect([answer.status, answer.name]).to.deep.equal([status, 'form-post']);
    const policy = answer.headers.get('content-security-policy');
    expect(policy).to.include("script-src 'self';").and.not.to.include('form-action');
    expect(answer.headers.get('cache-control')).to.equal('no-store');
    expect(answer.body).to.include('language=nl').and.not.to.include('Submitting Callback');
  }

  it('carries the answer to a sign-in, in the language of the person', async () => {
    const parameters = { response_mode: 'form_post', ui_locales: 'de' };
    const { answer } = await signIn(world.application, world.greta, { parameters });
    expectPage(answer, 200);
    expect(answer.page.querySelector('html')?.getAttribute('lang')).to.equal('de');
    const { action, sent } = formOf(answer);
    expect(action).to.equal(redirectUri);
    expect(sent).to.have.all.keys('code', 'state', 'iss');
    const location = `${redirectUri}?${new URLSearchParams(sent)}`;
    expect((await world.application.redeem({ location })).claims()?.amr).to.deep.equal(['pwd']);
  });

  const errors: [change: Record<string, string | null>, error: string][] = [
    [{ response_type: null }, 'invalid_request'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ request: 'x.y.z' }, 'request_not_supported'],
    [{ request_uri: 'https://crm.example/request' }, 'request_uri_not_supported'],
    [{ registration: '{}' }, 'registration_not_supported'],
    [{ scope: 'email' }, 'invalid_request'],
    [{ prompt: 'none login' }, 'invalid_request'],
    [{ prompt: 'none' }, 'login_required'],
  ];

  const requestWith = async (change: Record<string, string | null>) => {
    const url = new URL(await world.application.authorizationUrl({ response_mode: 'form_post' }));
    for (const [name, value] of Object.entries(change)) {
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    return new Browser().request(url.href);
  };

  for (const [change, error] of errors) {
    it(`carries the error of a request with ${JSON.stringify(change)}`, async () => {
      const answer = await requestWith(change);
      expectPage(answer, 400);
      const { action, sent } = formOf(answer);
      expect(action).to.equal(redirectUri);
      expect(sent.error).to.equal(error);
      expect(sent.state).to.be.a('string');
    });
  }

  it('leads to no address that is not registered, whatever else is wrong with the request', async () => {
    for (const [change] of [[{}], ...errors] as const) {
      const answer = await requestWith({ ...change, redirect_uri: 'https://evil.example/' });
      expect([answer.status, answer.name], JSON.stringify(change)).to.deep.equal([400, 'error']);
      expect(answer.body).not.to.include('action="https://evil');
    }
  });

  it('leads nowhere once its address was taken from the registration during the sign-in', async () => {
    const { server, application, greta } = await createWorld();
    const browser = new Browser();
    const page = await application.start(browser, { response_mode: 'form_post' });
    const client = { client_id: application.clientId, redirect_uris: ['http://localhost:4999/other'] };
    await seed(server, { clients: [{ ...client, client_secret: `secret-of-${application.clientId}` }] });
    const signedIn = await browser.post(page.url, {
      email: greta.email,
      password: greta.password,
      action: 'continue',
    });
    const answer = await browser.follow(signedIn);
    expect([answer.status, answer.name]).to.deep.equal([400, 'error']);
    expect(answer.body).not.to.include('name="code"');
  });
});
