import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Application } from '../../harness/application.ts';
import { Browser } from '../../harness/browser.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import { startTestServer } from '../../harness/server.ts';
import {
  codeOf,
  createWorld,
  enroll,
  everyoneNow,
  passPassword,
  seed,
  signIn,
  type World,
} from '../../harness/world.ts';
import { openSecureSite } from '../support/secure-visit.ts';

/** The cookies of a session with their signatures, as a thief would copy them. */
async function sessionCookies(browser: Browser, issuer: string): Promise<string> {
  const lines = await browser.cookies(issuer);
  const name = nameOfCookie(issuer, 'session');
  return lines.filter((line) => line.startsWith(`${name}=`) || line.startsWith(`${name}.sig=`)).join('; ');
}

/** Whether cookies still open a session: the answer of `prompt=none` with them alone. */
async function outcomeOf(world: World, cookie: string): Promise<string | null> {
  const url = await world.otherApplication.authorizationUrl({ prompt: 'none' });
  const answer = await new Browser().request(url, { headers: { cookie } });
  return world.otherApplication.errorOf(answer);
}

async function plant(browser: Browser, cookies: string, issuer: string): Promise<void> {
  for (const line of cookies.split('; ')) await browser.jar.setCookie(`${line}; path=/`, issuer);
}

describe('A-39: a session', () => {
  it('that somebody planted before the sign-in is worth nothing after it', async () => {
    const world = await createWorld();
    const { issuer } = world.server;
    const { browser: attacker } = await signIn(world.application, world.greta);
    const anonymous = new Browser();
    await anonymous.open(`${issuer}/device`);
    for (const source of [attacker, anonymous]) {
      const planted = await sessionCookies(source, issuer);
      expect(planted).to.match(/session=.+session\.sig=/);
      const browser = new Browser();
      await plant(browser, planted, issuer);
      const { answer } = await signIn(world.application, world.tomas, {
        browser,
        parameters: { prompt: 'login' },
        step: source === attacker ? 0 : 1,
      });
      expect((await world.application.redeem(answer)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
      expect(await sessionCookies(browser, issuer)).not.to.equal(planted);
      expect(await outcomeOf(world, planted)).to.equal('login_required');
    }
  });

  it('is not taken from a cookie that we did not sign', async () => {
    const world = await createWorld();
    const { browser } = await signIn(world.application, world.greta);
    const good = await sessionCookies(browser, world.server.issuer);
    expect(await outcomeOf(world, good)).to.equal(null);
    const [id = '', signature = ''] = good.split('; ');
    for (const forged of [
      id,
      `${id}x; ${signature}`,
      `${nameOfCookie(world.server.issuer, 'session')}=${randomUUID()}; ${signature}`,
      `${id}; ${signature}x`,
    ])
      expect(await outcomeOf(world, forged), forged).to.equal('login_required');
  });

  it('has a new id after the password, after a factor, after a step-up and after the sign-out', async () => {
    const world = await createWorld();
    const { server, tomas } = world;
    const relaxed = await relaxedApplication(world);
    const { browser } = await signIn(relaxed, tomas);
    const ids = [await sessionCookies(browser, server.issuer)];
    const challenge = await world.application.start(browser);
    expect(challenge.name).to.equal('challenge');
    expect(await sessionCookies(browser, server.issuer), 'nothing is proven yet').to.equal(ids[0]);
    const back = await browser.submit(challenge, { code: codeOf(tomas.secret ?? '') });
    expect((await world.application.redeem(back)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    ids.push(await sessionCookies(browser, server.issuer));
    expect(await outcomeOf(world, ids[0] ?? '')).to.equal('login_required');
    expect(await outcomeOf(world, ids[1] ?? '')).to.equal(null);
    const confirm = await browser.open(`${server.issuer}/session/end`);
    expect((await browser.submit(confirm, { logout: 'yes' })).name).to.equal('signed-out');
    expect(await outcomeOf(world, ids[1] ?? '')).to.equal('login_required');
    const { browser: again } = await signIn(relaxed, tomas, { browser });
    ids.push(await sessionCookies(again, server.issuer));
    expect(new Set(ids).size).to.equal(3);
  });

  it('that a password opened is dead once its owner has enrolled a factor elsewhere', async () => {
    const world = await createWorld();
    const { browser } = await signIn(world.application, world.mina);
    const old = await sessionCookies(browser, world.server.issuer);
    expect(await outcomeOf(world, old)).to.equal(null);
    const parameters = { acr_values: 'urn:countersign:acr:2' };
    const { browser: other, answer } = await passPassword(world.application, world.mina, { parameters });
    const { answer: enrolled } = await enroll(world.server, other, answer, world.mina.email);
    expect(enrolled.location).to.include('code=');
    expect(await outcomeOf(world, old)).to.equal('login_required');
  });

  it('of a half-done sign-in does not exist: its cookies open nothing', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const browser = new Browser();
    const page = await world.application.start(browser);
    const answer = await browser.submit(page, { email: world.tomas.email, password: world.tomas.password });
    expect(answer.name).to.equal('challenge');
    const all = await browser.cookies(answer.url);
    expect(all.join('; ')).to.include('interaction=');
    expect(await outcomeOf(world, all.join('; '))).to.equal('login_required');
    const forged = all.map((line) => line.replace('interaction', 'session')).join('; ');
    expect(await outcomeOf(world, forged)).to.equal('login_required');
  });

  it('cannot be begun in one browser and led on in another: the address of a page opens nothing', async () => {
    const { application, tomas, server } = await createWorld();
    const { answer } = await passPassword(application, tomas);
    const stranger = new Browser();
    const seen = await stranger.request(answer.url);
    expect(seen.status).to.equal(410);
    expect(seen.body).not.to.include(tomas.email);
    const code = codeOf(tomas.secret ?? '');
    expect((await stranger.post(answer.url, { code, action: 'continue' })).status).to.equal(410);
    const uid = /\/interaction\/([^/]+)/.exec(answer.url)?.[1] ?? '';
    const resumed = await stranger.request(`${server.issuer}/auth/${uid}`);
    expect(resumed.status).to.equal(400);
    expect(resumed.location).to.equal(null);
  });

  it('on https has cookies that no sibling host can set and no script can read', async () => {
    const server = await startTestServer({ issuer: 'https://id.example' });
    const site = await openSecureSite(server);
    try {
      const world = await createWorld();
      const start = `/auth?${authorization(world.application.clientId)}`;
      const page = await site.visit(start);
      expect(page.headers.get('strict-transport-security')).to.match(/^max-age=\d{8}/);
      const { email, password } = world.greta;
      const back = await site.visit(page.url, { email, password, action: 'continue' });
      expect(back.url).to.match(/^http:\/\/localhost:4999\/callback\?.*code=/);
      const names = site.setCookies.map((line) => line.split('=')[0]);
      expect(names).to.include.members(['__Host-session', '__Host-session.sig', '__Host-device']);
      for (const line of site.setCookies) {
        expect(line).to.match(/^__(?:Host|Secure)-/);
        expect(line)
          .to.match(/; secure/i)
          .and.to.match(/; httponly/i)
          .and.to.match(/; samesite=lax/i);
        expect(line).not.to.match(/; domain=/i);
        if (line.startsWith('__Host-')) expect(line).to.match(/; path=\/(?:;|$)/i);
      }
      expect((await site.visit(start)).url, 'signed in by the prefixed cookie').to.include('code=');
      for (const cookie of await site.jar.getCookies('https://id.example/')) {
        await site.jar.setCookie(
          `${cookie.key.replace('__Host-', '')}=${cookie.value}`,
          'https://id.example',
        );
        await site.jar.setCookie(`${cookie.key}=; max-age=0; secure; path=/`, 'https://id.example');
      }
      expect(await site.jar.getCookieString('https://id.example/')).to.match(/(?:^|; )session=/);
      expect((await site.visit(start)).url, 'not by one without the prefix').to.include('/interaction/');
    } finally {
      site.close();
      await server.stop();
    }
  });
});

/** A client in an environment where MFA is off: a session that it opens has a password only. */
async function relaxedApplication({ server, slug }: World): Promise<Application> {
  const [id, environment] = [`${slug}-relaxed`, `${slug}-staging`];
  await seed(server, {
    environments: [{ name: environment, mfa: 'off' }],
    clients: [
      {
        client_id: id,
        client_secret: `secret-of-${id}`,
        redirect_uris: ['http://localhost:4999/callback'],
        environment,
        first_party: true,
      },
    ],
  });
  return Application.discover(server.issuer, id, `secret-of-${id}`);
}

function authorization(clientId: string): URLSearchParams {
  return new URLSearchParams({
    client_id: clientId,
    redirect_uri: 'http://localhost:4999/callback',
    response_type: 'code',
    scope: 'openid',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
}
