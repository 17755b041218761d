import { expect } from 'chai';
import { redirectUri } from '../../harness/application.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { createWorld, signIn, type World } from '../../harness/world.ts';
import { badTargets } from '../support/redirect-corpus.ts';

const postLogoutUri = 'http://localhost:4999/';

describe('A-35: a redirect off the list', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  async function requestWith(target: string, extra: Record<string, string> = {}): Promise<Answer> {
    const url = new URL(await world.application.authorizationUrl(extra));
    url.searchParams.set('redirect_uri', target);
    return new Browser().request(url.href);
  }

  it('has more than sixty forms', () => {
    for (const registered of [redirectUri, postLogoutUri])
      expect(new Set(badTargets(registered)).size).to.be.greaterThan(60);
  });

  it('is never taken at the authorization endpoint, also where another error waits to be reported', async () => {
    for (const target of badTargets(redirectUri)) {
      for (const extra of [{}, { scope: 'nonsense' }, { prompt: 'none' }, { response_mode: 'form_post' }]) {
        expectErrorPage(await requestWith(target, extra), target);
      }
    }
  });

  it('is never taken when the parameter comes twice, in either order, or not at all', async () => {
    for (const targets of [
      [redirectUri, 'https://evil.example/'],
      ['https://evil.example/', redirectUri],
      [],
    ]) {
      const url = new URL(await world.application.authorizationUrl());
      url.searchParams.delete('redirect_uri');
      for (const target of targets) url.searchParams.append('redirect_uri', target);
      expectErrorPage(await new Browser().request(url.href), targets.join());
    }
  });

  it('is refused in a pushed request and at the token endpoint', async () => {
    const { clientId } = world.application;
    const secrets = { client_id: clientId, client_secret: `secret-of-${clientId}` };
    const browser = new Browser();
    for (const target of badTargets(redirectUri)) {
      const pushed = await browser.post(`${world.server.issuer}/request`, {
        ...secrets,
        response_type: 'code',
        scope: 'openid',
        redirect_uri: target,
      });
      expect(pushed.status, target).to.equal(400);
      expect(pushed.body, target).not.to.include('request_uri"');
    }
    const { answer } = await signIn(world.application, world.greta);
    const code = new URL(answer.location ?? '').searchParams.get('code') ?? '';
    const grant = { grant_type: 'authorization_code', code, code_verifier: 'v'.repeat(43) };
    const redeemed = await browser.post(
      `${world.server.issuer}/token`,
      { ...secrets, ...grant, redirect_uri: `${redirectUri}/` },
      { headers: { accept: 'application/json' } },
    );
    expect(redeemed.status).to.equal(400);
    expect(JSON.parse(redeemed.body).error).to.equal('invalid_grant');
  });

  it('is never taken after a sign-out, whether somebody is signed in or not', async () => {
    const { browser, answer } = await signIn(world.application, world.greta);
    const { id_token: hint = '' } = await world.application.redeem(answer);
    const ways = [{ client_id: world.application.clientId }, { id_token_hint: hint }];
    for (const target of badTargets(postLogoutUri)) {
      for (const way of ways) {
        for (const visitor of [new Browser(), browser]) {
          const query = new URLSearchParams({ ...way, post_logout_redirect_uri: target });
          expectErrorPage(await visitor.request(`${world.server.issuer}/session/end?${query}`), target);
        }
      }
    }
  });

  it('is ignored after a sign-out that names no application', async () => {
    const { browser } = await signIn(world.application, world.greta);
    const query = new URLSearchParams({ post_logout_redirect_uri: 'https://evil.example/' });
    const confirm = await browser.open(`${world.server.issuer}/session/end?${query}`);
    expect(confirm.name).to.equal('logout-confirm');
    expect(confirm.headers.get('content-security-policy')).not.to.include('evil');
    const done = await browser.submit(confirm, { logout: 'yes' });
    expect(done.name).to.equal('signed-out');
    expect(new URL(done.url).origin).to.equal(world.server.issuer);
  });

  it('cannot be told to the pages of a sign-in', async () => {
    const browser = new Browser();
    const page = await world.application.start(browser);
    const extra = { return_to: '//evil.example', returnTo: '//evil.example', redirect_uri: '//evil.example' };
    const answer = await browser.post(`${page.url}?${new URLSearchParams(extra)}`, {
      action: 'cancel',
      ...extra,
    });
    expect(answer.status).to.equal(303);
    expect(new URL(answer.location ?? '').origin).to.equal(world.server.issuer);
    const back = await browser.follow(answer);
    expect(back.location?.startsWith(`${redirectUri}?`)).to.equal(true);
  });
});

function expectErrorPage(answer: Answer, target: string): void {
  expect(answer.status, target).to.equal(400);
  expect(answer.location, target).to.equal(null);
  expect(answer.name, target).to.equal('error');
  expect(answer.headers.get('refresh'), target).to.equal(null);
  expect(answer.headers.get('content-security-policy'), target).to.include("form-action 'self';");
  expect(answer.body, target).not.to.match(/<meta[^>]+refresh|<script|<a [^>]*evil/i);
}
