import { expect } from 'chai';
import { Browser } from '../../harness/browser.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, everyoneNow, passPassword, signIn, type World } from '../../harness/world.ts';
import { auditOf } from '../support/audit-rows.ts';

/** What a client may write in front of what the proxies add; none of it may ever be believed. */
const spoofed: Readonly<Record<string, string>>[] = [
  { 'x-forwarded-for': '198.51.100.7' },
  { 'x-forwarded-for': '198.51.100.7, 198.51.100.8, 198.51.100.9' },
  { 'x-forwarded-for': '2001:db8::7' },
  { 'x-forwarded-for': '::ffff:198.51.100.7' },
  { 'x-forwarded-for': 'a' },
  { 'x-forwarded-for': '' },
  { 'x-forwarded-for': ',,,' },
  { 'x-forwarded-for': '198.51.100.7:443, [2001:db8::7]:443' },
  { 'x-forwarded-for': '198.51.100.7"; <script>, unknown, _hidden' },
  { 'x-forwarded-for': '1.2.3.4,'.repeat(1250) },
  { 'x-forwarded-for': 'x'.repeat(10_000) },
  { forwarded: 'for=198.51.100.7;proto=https;host=evil.example' },
  { 'x-real-ip': '198.51.100.7' },
  { 'cf-connecting-ip': '198.51.100.7', 'true-client-ip': '198.51.100.7', 'x-client-ip': '198.51.100.7' },
  { 'x-forwarded-proto': 'ftp', 'x-forwarded-host': 'evil.example', 'x-forwarded-port': '1' },
];

/** What the network itself says of the tests. */
const peer = /^(?:::1|(?:::ffff:)?127\.0\.0\.1)$/;

/** The addresses that the audit has for one wrong password under each set of headers, as many as there are sets. */
async function recordedUnder(world: World, headers: readonly Readonly<Record<string, string>>[]) {
  for (const each of headers) {
    const wrong = { ...world.greta, password: 'wrong password of a stranger' };
    const { answer } = await passPassword(world.application, wrong, { browser: new Browser(each) });
    expect(answer.status).to.equal(422);
  }
  const rows = await auditOf(world.server, world.greta.email);
  const failed = rows.filter(({ type }) => type === 'account.sign_in_failed');
  expect(failed).to.have.length(headers.length);
  return failed.map((row) => row.source_address);
}

/** Tries wrong passwords, each under headers of its own, and answers the statuses. */
async function guess(world: World, count: number, headersOf: (n: number) => Record<string, string>) {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const wrong = { ...world.tomas, password: `wrong password number ${n}` };
    const browser = new Browser(headersOf(n));
    statuses.push((await passPassword(world.application, wrong, { browser })).answer.status);
  }
  return statuses;
}

/** Without waits ten passwords are compared, the eleventh is not. */
const tenThenNone = [...Array<number>(10).fill(422), 429];

describe('A-36: forwarding headers', () => {
  const servers: TestServer[] = [];

  async function worldBehind(trustedProxies: number, enforcement: Record<string, unknown> | null = null) {
    const server = await startTestServer({ trustedProxies });
    servers.push(server);
    return createWorld({ server, enforcement });
  }

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });

  it('of a client are ignored where no proxy is trusted', async () => {
    const world = await worldBehind(0);
    for (const address of await recordedUnder(world, spoofed.slice(0, 9))) expect(address).to.match(peer);
    const second = await worldBehind(0);
    for (const address of await recordedUnder(second, spoofed.slice(9))) expect(address).to.match(peer);
  });

  it('do not give a guesser a new budget where no proxy is trusted', async () => {
    const world = await worldBehind(0);
    const statuses = await guess(world, 11, (n) => ({
      'x-forwarded-for': `198.51.100.${n}`,
      'x-real-ip': `198.51.100.${n}`,
      forwarded: `for=198.51.100.${n}`,
    }));
    expect(statuses).to.deep.equal(tenThenNone);
  });

  for (const trustedProxies of [1, 2]) {
    const hops = Array.from({ length: trustedProxies - 1 }, (_, n) => `10.0.0.${n + 1}`);
    const behind = (client: string, address: string) => [client, address, ...hops].join(', ');

    it(`are believed for what ${trustedProxies} trusted added, not for what came before`, async () => {
      const world = await worldBehind(trustedProxies);
      const claims = ['198.51.100.7', '', 'a', '10.0.0.1, 10.0.0.2, 198.51.100.7', 'x'.repeat(10_000)];
      const headers = claims.map((claim) => ({ 'x-forwarded-for': behind(claim, '203.0.113.5') }));
      expect(await recordedUnder(world, headers)).to.deep.equal(claims.map(() => '203.0.113.5'));
    });

    it(`that are too few or garbage behind ${trustedProxies} leave the address of the peer`, async () => {
      const world = await worldBehind(trustedProxies);
      const tail = hops.map((hop) => `, ${hop}`).join('');
      const headers = ['', 'a', 'unknown', '203.0.113.5:443', `fe80::1%${'z'.repeat(9000)}`, '999.1.1.1'].map(
        (claim) => ({ 'x-forwarded-for': `198.51.100.7, ${claim}${tail}` }),
      );
      if (trustedProxies === 2) headers.push({ 'x-forwarded-for': '203.0.113.5' });
      for (const address of await recordedUnder(world, headers)) expect(address).to.match(peer);
    });

    it(`give one budget to each address that ${trustedProxies} trusted saw`, async () => {
      const world = await worldBehind(trustedProxies);
      const from = (address: string) => (n: number) => ({
        'x-forwarded-for': behind(`198.51.100.${n}`, address),
      });
      expect(await guess(world, 11, from('203.0.113.5'))).to.deep.equal(tenThenNone);
      expect(await guess(world, 1, from('203.0.113.6'))).to.deep.equal([422]);
    });
  }

  it('never spare a second factor: an old address is only what a trusted proxy saw', async () => {
    const challenge = { max_age_seconds: 86_400, new_address: true };
    const world = await worldBehind(1, { ...everyoneNow, challenge });
    const browser = new Browser();
    const at = (chain: string) => ({ headers: { 'x-forwarded-for': chain } });
    const start = async (chain: string) =>
      browser.request(await world.otherApplication.authorizationUrl(), at(chain));
    const home = new Browser({ 'x-forwarded-for': '203.0.113.5' });
    const { answer } = await signIn(world.application, world.tomas, { browser: home });
    expect(answer.location).to.include('code=');
    for (const cookie of await home.jar.getCookies(world.server.issuer))
      await browser.jar.setCookie(cookie, world.server.issuer);
    const elsewhere = ['203.0.113.5, 198.51.100.7', '203.0.113.5, 203.0.113.5, 198.51.100.7', '198.51.100.7'];
    for (const chain of elsewhere) expect((await start(chain)).location, chain).to.include('/interaction/');
    expect((await start('198.51.100.7, 203.0.113.5')).location).to.include('code=');
  });

  it('of a client move nobody to a new address where no proxy is trusted', async () => {
    const challenge = { max_age_seconds: 86_400, new_address: true };
    const world = await worldBehind(0, { ...everyoneNow, challenge });
    const { browser } = await signIn(world.application, world.tomas);
    for (const headers of spoofed) {
      const url = await world.otherApplication.authorizationUrl();
      expect((await browser.request(url, { headers })).location).to.include('code=');
    }
  });
});
