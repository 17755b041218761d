import { expect } from 'chai';
import { Browser } from '../../harness/browser.ts';
import { mailsTo } from '../../harness/mails.ts';
import { createWorld, enroll, everyoneNow, passPassword, signIn, type World } from '../../harness/world.ts';
import { rawRequest, sendRaw } from '../support/raw-request.ts';

const poisons: readonly (readonly string[])[] = [
  ['host: evil.example'],
  ['host: evil.example:3000'],
  ['host: localhost', 'host: evil.example'],
  ['host: evil.example', 'host: localhost'],
  ['host: localhost@evil.example'],
  ['host: localhost', 'x-forwarded-host: evil.example'],
  ['host: localhost', 'x-forwarded-host: evil.example, evil.example', 'x-forwarded-proto: evil'],
  ['host: localhost', 'forwarded: host=evil.example;proto=http', 'x-original-host: evil.example'],
  ['host: localhost', 'x-original-url: //evil.example/', 'x-rewrite-url: //evil.example/'],
  ['host: localhost', 'x-forwarded-server: evil.example', 'x-forwarded-prefix: //evil.example'],
  ['host: '],
];

describe('A-37: a host that a client makes up', () => {
  let world: World;
  let issuer: string;

  before(async () => {
    world = await createWorld({ enforcement: everyoneNow });
    issuer = world.server.issuer;
  });

  it('gets into no document of the provider', async () => {
    for (const headers of poisons) {
      const answer = await sendRaw(issuer, rawRequest('GET /.well-known/openid-configuration', headers));
      expect(answer.status, headers.join()).to.equal(200);
      expect(answer.body, headers.join()).not.to.include('evil');
      expect(answer.body).to.include(`"issuer":"${issuer}"`);
      expect(answer.body).to.include(`"token_endpoint":"${issuer}/token"`);
    }
  });

  it('gets nowhere by an absolute address in the request line', async () => {
    const { pathname, search } = new URL(await world.application.authorizationUrl());
    for (const origin of [
      'http://evil.example',
      'https://evil.example:1',
      'HTTP://evil.example',
      'evil://x',
    ]) {
      for (const path of [
        '/.well-known/openid-configuration',
        pathname + search,
        '/session/end',
        '/nowhere',
      ]) {
        const answer = await sendRaw(issuer, rawRequest(`GET ${origin}${path}`, ['host: evil.example']));
        expect(`${answer.head}${answer.body}`, origin + path).not.to.match(/evil/i);
        expect(answer.status, origin + path).to.be.within(200, 404);
      }
    }
    const discovery = rawRequest('GET http://evil.example/.well-known/openid-configuration', ['host: x']);
    expect((await sendRaw(issuer, discovery)).body).to.include(`"token_endpoint":"${issuer}/token"`);
  });

  it('gets into no redirect, cookie or page of a sign-in', async () => {
    const { pathname, search } = new URL(await world.application.authorizationUrl());
    for (const headers of poisons) {
      const answer = await sendRaw(issuer, rawRequest(`GET ${pathname}${search}`, headers));
      expect(answer.status, headers.join()).to.equal(303);
      expect(answer.head, headers.join()).not.to.match(/evil|domain=/i);
      expect(answer.head).to.match(/^location: \/interaction\//im);
      const missing = await sendRaw(issuer, rawRequest('GET /nowhere', headers));
      expect(`${missing.head}${missing.body}`).not.to.include('evil');
    }
  });

  it('gets into no form of a sign-out, and not to where whoever is not signed in is led', async () => {
    const { browser } = await signIn(world.application, world.greta);
    const cookie = `cookie: ${(await browser.cookies(`${issuer}/session/end`)).join('; ')}`;
    for (const headers of poisons) {
      const form = await sendRaw(issuer, rawRequest('GET /session/end', [...headers, cookie]));
      expect(form.body).to.include(`${issuer}/session/end/confirm`);
      const away = await sendRaw(issuer, rawRequest('GET /session/end', headers));
      expect(away.head).to.include(`${issuer}/session/end/success`);
      for (const { head, body } of [form, away])
        expect(`${head}${body}`, headers.join()).not.to.include('evil');
    }
  });

  it('gets into no mail and no way back, through a whole sign-in', async () => {
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'ftp',
      forwarded: 'host=evil',
    };
    const browser = new Browser(headers);
    const { answer } = await passPassword(world.application, world.mina, { browser });
    const enrolled = await enroll(world.server, browser, answer, world.mina.email);
    expect((await world.application.redeem(enrolled.answer)).claims()?.iss).to.equal(issuer);
    const mails = await mailsTo(world.server, world.mina.email);
    expect(mails).to.have.length(2);
    const links = mails.flatMap(({ text, html }) => `${text} ${html}`.match(/https?:\/\/[^\s"<]+/g) ?? []);
    expect(links).not.to.deep.equal([]);
    for (const link of links) expect(new URL(link).origin).to.equal(issuer);
  });

  it('does not make a foreign page one of ours', async () => {
    const headers = {
      'x-forwarded-host': 'evil.example',
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
    };
    const browser = new Browser();
    const page = await world.application.start(browser);
    const answer = await browser.post(page.url, { action: 'cancel' }, { headers });
    expect(answer.status).to.equal(403);
  });
});
