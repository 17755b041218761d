import { expect } from 'chai';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { codeOf, createWorld, enroll, everyoneNow, passPassword, signIn } from '../harness/world.ts';

const rounds = 5;
const atOnce = 20;

/** The same form sent to the second server of a pair, which listens on a port of its own. */
function at(url: string, port: string): string {
  return Object.assign(new URL(url), { port }).href;
}

describe('one-time things in parallel, across two servers', () => {
  let second: TestServer;
  let secondPort: string;

  before(async () => {
    const { server } = await createWorld();
    second = await startTestServer({ issuer: server.issuer, database: server.database });
    secondPort = new URL(second.address).port;
  });

  after(async () => second.stop());

  it('A-15 a code opens exactly one of many sign-ins', async () => {
    const { application, tomas } = await createWorld({ enforcement: everyoneNow });
    for (let round = 0; round < rounds; round += 1) {
      travel(120);
      const browsers = [];
      for (let count = 0; count < 5; count += 1) browsers.push(await passPassword(application, tomas));
      const code = codeOf(tomas.secret ?? '');
      const answers = await Promise.all(
        browsers.map(({ browser, answer }, index) =>
          browser.post(index % 2 === 0 ? answer.url : at(answer.url, secondPort), {
            code,
            action: 'continue',
          }),
        ),
      );
      expect(answers.filter(({ status }) => status === 303)).to.have.length(1);
    }
  });

  it('A-16 a recovery code opens exactly one of many sign-ins', async () => {
    const { application, mina, server } = await createWorld({ enforcement: everyoneNow });
    const first = await passPassword(application, mina);
    const { codes } = await enroll(server, first.browser, first.answer, mina.email);
    const browsers = [];
    for (let count = 0; count < 5; count += 1) browsers.push(await passPassword(application, mina));
    const answers = await Promise.all(
      browsers.map(({ browser, answer }) =>
        browser.post(answer.url, { code: codes[0] ?? '', action: 'continue' }),
      ),
    );
    expect(answers.filter(({ status }) => status === 303)).to.have.length(1);
    const [{ left }] = await server.database.dataSource.query(
      `SELECT count(*)::int AS left FROM recovery_codes r JOIN users u ON u.id = r.user_id
       WHERE u.email = $1 AND r.used_at IS NULL`,
      [mina.email],
    );
    expect(left).to.equal(9);
  });

  it('A-18 an authorization code is redeemed exactly once, and its family is revoked when it was used again', async () => {
    const { application, greta, server } = await createWorld();
    for (let round = 0; round < rounds; round += 1) {
      const { answer } = await signIn(application, greta, { browser: new Browser() });
      const body = application.redemption(answer);
      const results = await Promise.all(
        Array.from({ length: atOnce }, (_, index) =>
          fetch(index % 2 === 0 ? `${server.issuer}/token` : at(`${server.issuer}/token`, secondPort), {
            method: 'POST',
            headers: application.credentials(),
            body: new URLSearchParams(body),
          }),
        ),
      );
      const good = results.filter(({ status }) => status === 200);
      expect(good).to.have.length(1);
      const tokens = (await good[0]?.json()) as { access_token: string };
      const me = await fetch(`${server.issuer}/me`, {
        headers: { authorization: `Bearer ${tokens.access_token}` },
      });
      expect(me.status).to.equal(401);
    }
  });

  it('A-18 a refresh token is redeemed exactly once', async () => {
    const { application, greta, server } = await createWorld();
    for (let round = 0; round < rounds; round += 1) {
      const { answer } = await signIn(application, greta, { browser: new Browser() });
      const { refresh_token = '' } = await application.redeem(answer);
      const results = await Promise.all(
        Array.from({ length: atOnce }, (_, index) =>
          fetch(index % 2 === 0 ? `${server.issuer}/token` : at(`${server.issuer}/token`, secondPort), {
            method: 'POST',
            headers: application.credentials(),
            body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token }),
          }),
        ),
      );
      expect(results.filter(({ status }) => status === 200).length).to.equal(1);
    }
  });

  it('A-09 of many wrong codes at the last free place one is compared', async () => {
    const { application, tomas, server } = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(application, tomas);
    for (let count = 0; count < 4; count += 1)
      await browser.post(answer.url, { code: '000000', action: 'continue' });
    const results = await Promise.all(
      Array.from({ length: atOnce }, () => browser.post(answer.url, { code: '000001', action: 'continue' })),
    );
    expect(results.filter(({ status }) => status === 422)).to.have.length(1);
    expect(results.filter(({ status }) => status === 429)).to.have.length(atOnce - 1);
    const right = await browser.post(answer.url, { code: codeOf(tomas.secret ?? ''), action: 'continue' });
    expect([right.status, right.headers.get('retry-after')]).to.deep.equal([429, '30']);
    expect(server.mailbox.messages().filter(({ to }) => to === tomas.email)).to.have.length(1);
    travel(31);
    const later = await browser.post(answer.url, { code: codeOf(tomas.secret ?? ''), action: 'continue' });
    expect(later.status).to.equal(303);
  });
});
