import { expect } from 'chai';
import { type Answer, Browser } from '../../harness/browser.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, everyoneNow, type TestPerson, type World } from '../../harness/world.ts';
import { eventsOf } from '../support/guessing.ts';
import { rawRequest, sendRaw } from '../support/raw-request.ts';
import {
  type Carrier,
  carriersOf,
  cookiesOf,
  discoveredPaths,
  linkedPaths,
  type Route,
  recorded,
  routesOf,
} from '../support/replay.ts';

const pages = [
  'password',
  'challenge',
  'mailbox',
  'enroll',
  'recovery-codes',
  'new-password',
  'consent',
  'refused',
];

/** Requests under way at once. */
const atOnce = 24;

/** What anybody may have: what the server is, documents, static files, health, the sign-out, empty forms. */
const open =
  /^\/(?:\.well-known\/openid-configuration|jwks|assets\/countersign-\w+\.css|health\/(?:live|ready)|session\/end(?:\/success)?|device|password\/\w+|api\/v1\/openapi\.json)?$/;

interface Loot {
  readonly answers: readonly Answer[];
  readonly uid: string;
  readonly browser: Browser;
}

/** Two sign-ins of one thief, each up to the code page; the first was cancelled, so that its cookies have expired. */
async function steal({ application, otherApplication, tomas }: World): Promise<Loot> {
  const browser = new Browser();
  const answers: Answer[] = [];
  for (const each of [otherApplication, application]) {
    answers.push(...(await recorded(browser, await browser.request(await each.authorizationUrl()))));
    const { url } = lastOf(answers);
    const fields = { action: 'continue', email: tomas.email, password: tomas.password };
    answers.push(...(await recorded(browser, await browser.post(url, fields))));
    expect(lastOf(answers).name).to.equal('challenge');
    if (each === otherApplication) {
      const cancelled = await browser.post(lastOf(answers).url, { action: 'cancel' });
      answers.push(...(await recorded(browser, cancelled)));
    }
  }
  return { answers, browser, uid: new URL(lastOf(answers).url).pathname.split('/')[2] ?? '' };
}

function lastOf(answers: readonly Answer[]): Answer {
  const last = answers.at(-1);
  if (last === undefined) throw new Error('there is no answer');
  return last;
}

/** Rows that any way in would leave behind or change. */
async function traceOf({ countersign: { db } }: TestServer, { email }: TestPerson): Promise<unknown> {
  const rows = await db.sql(
    `SELECT u.epoch, u.email_verified, u.name, u.profile, u.password_hash,
       (SELECT json_agg(a ORDER BY a.id) FROM authenticators a WHERE a.user_id = u.id) AS factors,
       (SELECT count(*) FROM recovery_codes r WHERE r.user_id = u.id) AS codes,
       (SELECT count(*) FROM session_records s WHERE s.user_id = u.id) AS sessions,
       (SELECT count(*) FROM provider_records p WHERE p.account_id = u.id AND p.model <> 'Interaction') AS issued,
       (SELECT json_agg(m) FROM members m WHERE m.user_id = u.id) AS memberships
     FROM users u WHERE u.email = $1`,
    [email],
  );
  return rows[0];
}

describe('A-02: what a sign-in at the code page has been given', () => {
  let server: TestServer;
  let world: World;
  let loot: Loot;
  let carriers: Carrier[];
  let routes: Route[];

  before(async () => {
    server = await startTestServer({ production: true });
    world = await createWorld({ server, enforcement: everyoneNow });
    loot = await steal(world);
    carriers = carriersOf(loot.answers, world.application.clientId);
    const own = ['', ...pages].map((page) => `/interaction/${loot.uid}/${page}`);
    const paths = [
      ...(await discoveredPaths(server.issuer)),
      ...linkedPaths(server.issuer, loot.answers),
      ...own,
    ];
    routes = routesOf([...paths, '/interaction', '/device/auth'], world.slug);
  });

  after(() => server.stop());

  const send = ({ method, path }: Route, { headers }: Carrier) =>
    new Browser().request(`${server.issuer}${path}`, { method, headers });

  /** Shows everything everywhere; answers the cookies that were handed out for it. */
  async function replay(chosen: readonly Route[]): Promise<string[]> {
    const answers: Answer[] = [];
    for (const route of chosen) {
      for (let from = 0; from < carriers.length; from += atOnce) {
        const part = carriers.slice(from, from + atOnce).map(async (carrier) => {
          const answer = await send(route, carrier);
          expectShut(route, carrier, answer);
          return answer;
        });
        answers.push(...(await Promise.all(part)));
      }
    }
    return cookiesOf(answers);
  }

  function expectShut(route: Route, carrier: Carrier, answer: Answer): void {
    const where = `${route.method} ${route.path} with ${carrier.name}`;
    expect(answer.location ?? '', where).not.to.match(/[?#&](?:code|id_token|access_token)=/);
    if (answer.status < 200 || answer.status >= 300) return;
    if (route.path === `/interaction/${loot.uid}/challenge`) {
      expect(carrier.headers.cookie, where).to.include(
        `${nameOfCookie(server.issuer, 'interaction')}=${loot.uid}`,
      );
      return;
    }
    expect(route.path, where).to.match(open);
    expect(answer.body, where).not.to.include(world.tomas.email);
  }

  /** None of these cookies, with or without its signature, is a session that an application would accept. */
  async function expectNoSession(pairs: readonly string[]): Promise<void> {
    const name = nameOfCookie(server.issuer, 'session');
    const signatures = pairs.filter((pair) => pair.startsWith(`${name}.sig=`));
    const sessions = pairs.filter((pair) => pair.startsWith(`${name}=`));
    expect(signatures.length).to.equal(sessions.length);
    for (const [n, pair] of sessions.entries()) {
      const url = await world.application.authorizationUrl({ prompt: 'none' });
      const headers = { cookie: `${pair}; ${signatures[n]}` };
      const answer = await new Browser().request(url, { headers });
      expect(world.application.errorOf(answer)).to.equal('login_required');
    }
  }

  it('A-02: opens nothing but the code page, wherever and however it is shown', async () => {
    expect(carriers.length).to.be.greaterThan(40);
    const before = await traceOf(server, world.tomas);
    await expectNoSession(await replay(routes));
    expect(await traceOf(server, world.tomas)).to.deep.equal(before);
    expect((await loot.browser.request(lastOf(loot.answers).url)).name).to.equal('challenge');
    expect(await eventsOf(server, world.tomas, 'account.signed_in')).to.have.length(0);
  }).timeout(60_000);

  it('A-02: upgrades no connection', async () => {
    const { host } = new URL(server.issuer);
    const cookie = carriers[0]?.headers.cookie ?? '';
    for (const path of ['/', '/auth', '/api/v1', '/console', `/interaction/${loot.uid}/challenge`]) {
      const upgrade = ['connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
      const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==';
      const lines = [`host: ${host}`, `cookie: ${cookie}`, ...upgrade, key];
      const { status } = await sendRaw(server.issuer, rawRequest(`GET ${path}`, lines));
      expect(status, path).to.be.within(200, 499);
    }
  });

  it('A-02: shown at the return address of the sign-in begins with the password again', async () => {
    const before = await traceOf(server, world.tomas);
    const paths = ['auth', 'device'].map((area) => `/${area}/${loot.uid}`);
    const handedOut = await replay(routesOnly(paths));
    await expectNoSession(handedOut);
    expect(await traceOf(server, world.tomas)).to.deep.equal(before);
    const { browser } = loot;
    const silent = await world.application.start(browser, { prompt: 'none' });
    expect(world.application.errorOf(silent)).to.equal('login_required');
    expect((await world.application.start(browser)).name).to.equal('password');
  });
});

function routesOnly(paths: readonly string[]): Route[] {
  return paths.flatMap((path) => (['GET', 'POST'] as const).map((method) => ({ method, path })));
}
