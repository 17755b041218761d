import { expect } from 'chai';
import type { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { codeOf, createWorld, everyoneNow, seed, signIn, type World } from '../../harness/world.ts';
import {
  day,
  giveCode,
  MovingBrowser,
  minute,
  passwordOf,
  withCode,
} from '../../sign-in/sessions/support/visits.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';
import { dumpOf } from '../support/database-dump.ts';
import { openSecureSite } from '../support/secure-visit.ts';

const enforcement = { ...everyoneNow, challenge: { remembered_device_days: 30, new_address: true } };

interface Remembered extends World {
  readonly browser: MovingBrowser;
}

let server: TestServer;

function behindProxy(): void {
  before(async () => {
    server = await startTestServer({ trustedProxies: 1 });
  });
  after(() => server.stop());
}

/** Tomas is remembered in this browser: their password alone signs them in there. */
async function remembered(): Promise<Remembered> {
  const world = await createWorld({ server, enforcement });
  const browser = new MovingBrowser();
  await withCode(world.application, world.tomas, browser);
  travel(minute);
  expect((await passwordOf(world.application, world.tomas, browser)).location).to.contain('code=');
  travel(minute);
  return { ...world, browser };
}

async function userIdOf({ tomas }: World): Promise<string> {
  const person = await server.countersign.db.people.byEmail(tomas.email);
  if (person === null) throw new Error('nobody there');
  return person.user.id;
}

/** Stores a password as a change or a reset does; it is the same one, so that the tests can go on with it. */
async function newPassword({ tomas }: World): Promise<void> {
  const { people, accounts } = server.countersign.db;
  const { id = '', epoch = -1, passwordHash } = (await people.byEmail(tomas.email))?.user ?? {};
  const password = { hash: passwordHash ?? '', changedAt: new Date() };
  expect(await accounts.replacePassword(id, epoch, password)).to.equal(epoch + 1);
}

async function deviceCookie(browser: Browser): Promise<string> {
  const name = nameOfCookie(server.issuer, 'remembered');
  const line = (await browser.cookies(server.issuer)).find((each) => each.startsWith(`${name}=`));
  return line?.slice(name.length + 1) ?? '';
}

function plant(browser: Browser, value: string): Promise<unknown> {
  return browser.jar.setCookie(
    `${nameOfCookie(server.issuer, 'remembered')}=${value}; path=/`,
    server.issuer,
  );
}

async function expectAsked(world: Remembered, why?: string): Promise<void> {
  const page = await passwordOf(world.application, world.tomas, world.browser);
  expect([page.name, page.location], why).to.deep.equal(['challenge', null]);
}

describe('A-23: the cookie of a remembered device', () => {
  behindProxy();

  it('spares another user nothing', async () => {
    const world = await remembered();
    const page = await passwordOf(world.application, world.olivia, world.browser);
    expect(page.name).to.equal('challenge');
    expect((await giveCode(world.browser, page, world.olivia)).location).to.contain('code=');
    travel(minute);
    await expectAsked(world, 'the device is remembered for the other one now');
  });

  it('that was edited is worth nothing', async () => {
    const world = await remembered();
    const good = await deviceCookie(world.browser);
    for (const bad of ['', 'x', good.slice(1), `${good}A`, good.toLowerCase(), '%00', 'A'.repeat(4000)]) {
      await plant(world.browser, bad);
      await expectAsked(world, bad);
    }
    await plant(world.browser, good);
    expect((await passwordOf(world.application, world.tomas, world.browser)).location).to.contain('code=');
  });

  it('changes with every sign-in, so that a copy is worth nothing after the next', async () => {
    const world = await remembered();
    const copied = await deviceCookie(world.browser);
    await passwordOf(world.application, world.tomas, world.browser);
    const thief = new MovingBrowser();
    await plant(thief, copied);
    expect(await deviceCookie(world.browser)).not.to.equal(copied);
    await expectAsked({ ...world, browser: thief });
  });

  it('is forgotten on the server when its time is over, although the browser keeps it', async () => {
    const world = await remembered();
    const cookie = await deviceCookie(world.browser);
    travel(30 * day);
    await plant(world.browser, cookie);
    await expectAsked(world);
  });

  const changes: Readonly<Record<string, (world: Remembered, userId: string) => Promise<unknown>>> = {
    'the password has changed': (world) => newPassword(world),
    'their sessions were ended by an administrator': (_, userId) =>
      server.countersign.db.accounts.endSessions(userId),
    'the sessions of many were ended': (_, userId) => server.countersign.db.accounts.endSessionsOf([userId]),
    'another factor was set up': (_, userId) => server.countersign.db.authenticators.markEnrolled(userId, 0),
    'they forgot all their devices': (_, userId) => server.countersign.db.rememberedDevices.forgetAll(userId),
    'they left the organization': (_, userId) =>
      server.countersign.db.sql('DELETE FROM members WHERE user_id = $1', [userId]),
    'the organization remembers no devices any more': ({ slug }) =>
      seed(server, { organizations: [{ slug, enforcement: { preset: 'all-at-once', ...everyoneNow } }] }),
    'the organization wants a phishing resistant factor': ({ slug }) =>
      seed(server, { organizations: [{ slug, enforcement: { ...enforcement, minimum_acr: 3 } }] }),
    'a recovery code was used': (_, userId) =>
      server.countersign.db.sql('UPDATE users SET replace_factor_since = now() WHERE id = $1', [userId]),
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`spares nothing once ${name}`, async () => {
      const world = await remembered();
      const userId = await userIdOf(world);
      await change(world, userId);
      const page = await passwordOf(world.application, world.tomas, world.browser);
      expect(page.location).to.equal(null);
      expect(page.name).to.equal('challenge');
    });
  }

  it('spares nothing once the factor was taken away, or another came in its place', async () => {
    const world = await remembered();
    const { sql } = server.countersign.db;
    const userId = await userIdOf(world);
    await sql('UPDATE authenticators SET confirmed_at = $2 WHERE user_id = $1', [userId, new Date()]);
    await expectAsked(world);
    await sql('DELETE FROM authenticators WHERE user_id = $1', [userId]);
    const page = await passwordOf(world.application, world.tomas, world.browser);
    expect(page.name).to.equal('mailbox');
  });

  it('cannot be won by a sign-in that was under way when everything was revoked', async () => {
    const world = await remembered();
    const browser = new MovingBrowser();
    const page = await passwordOf(world.application, world.tomas, browser);
    await server.countersign.db.accounts.endSessions(await userIdOf(world));
    expect((await giveCode(browser, page, world.tomas)).location).to.equal(null);
    travel(minute);
    await expectAsked({ ...world, browser });
  });

  it('has 256 random bits, of which the database and the log know nothing', async () => {
    const world = await remembered();
    const cookie = await deviceCookie(world.browser);
    expect(cookie).to.match(/^[\w-]{43}$/);
    const dump = [...(await dumpOf(server))];
    expect(dump.map(([table]) => table)).to.include('remembered_devices');
    for (const [table, text] of dump) expect(text, table).not.to.contain(cookie);
    expect(server.log.join('\n')).not.to.contain(cookie);
  });
});

describe('A-23: on https the cookie of a remembered device', () => {
  behindProxy();

  it('belongs to this very host, and no script reads it', async () => {
    const secure = await startTestServer({ issuer: 'https://id.example' });
    const world = await createWorld({ server, enforcement });
    const site = await openSecureSite(secure);
    const { tomas } = world;
    const url = await world.application.authorizationUrl();
    const page = await site.visit(new URL(url).pathname + new URL(url).search);
    const code = await site.visit(page.url, { email: tomas.email, password: tomas.password });
    await site.visit(code.url, { code: codeOf(tomas.secret ?? '') });
    const lines = site.setCookies.filter((each) => each.startsWith('__Host-remembered='));
    expect(lines).to.have.length(1);
    for (const attribute of ['httponly', 'secure', 'samesite=lax', 'path=/'])
      expect(lines[0]?.toLowerCase().split('; ')).to.include(attribute);
    expect(lines[0]?.toLowerCase()).not.to.contain('domain=');
    site.close();
    await secure.stop();
  });
});

describe('A-19: after a reset of the password', () => {
  behindProxy();

  it('no session, no refresh token and no remembered device is left', async () => {
    const world = await remembered();
    const { application, browser, tomas } = world;
    const tokens = await application.redeem(await passwordOf(application, tomas, browser));
    await newPassword(world);
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    const silent = await application.start(browser, { prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('login_required');
    await expectAsked(world);
  });

  it('a mailbox and a new password earn no mfa', async () => {
    const world = await remembered();
    await newPassword(world);
    const thief = new MovingBrowser();
    await plant(thief, await deviceCookie(world.browser));
    await expectAsked({ ...world, browser: thief });
    const { answer } = await signIn(world.application, { ...world.tomas, secret: null }, { browser: thief });
    expect(answer.name).to.equal('challenge');
  });
});
