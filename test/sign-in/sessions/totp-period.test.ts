import { expect } from 'chai';
import { totpCode } from '../../../src/authenticators/totp.ts';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, everyoneNow, mailedCode, passPassword } from '../../harness/world.ts';

describe('the period of TOTP', () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer({ totp: { periodSeconds: 60, issuerName: 'Countersign' } });
  });

  after(() => server.stop());

  const codeOver = (secret: string, period: number) =>
    totpCode({ secret, period, digits: 6, algorithm: 'SHA1' }, Date.now());

  it('T28: is configurable, and set up in the app and asked for with that period', async () => {
    const world = await createWorld({ server, enforcement: everyoneNow });
    const { browser, answer } = await passPassword(world.application, world.mina);
    const page = await browser.submit(answer, { code: mailedCode(server, world.mina.email) });
    expect(page.body).to.contain('period=60');
    const secret = page.page.querySelector('#totp-secret')?.text.trim() ?? '';
    const listed = await browser.submit(page, { code: codeOver(secret, 60) });
    const first = listed.page.querySelector('#recovery-codes li')?.text.trim() ?? '';
    expect((await browser.submit(listed, { kept: first.slice(-4) })).location).to.contain('code=');
    travel(120);
    const { browser: again, answer: asked } = await passPassword(world.application, world.mina, {
      browser: new Browser(),
    });
    expect((await again.submit(asked, { code: codeOver(secret, 30) })).status).to.equal(422);
    expect((await again.submit(asked, { code: codeOver(secret, 60) })).location).to.contain('code=');
  });

  it('T28: is 30 seconds by default', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(world.application, world.mina);
    const page = await browser.submit(answer, { code: mailedCode(world.server, world.mina.email) });
    const secret = page.page.querySelector('#totp-secret')?.text.trim() ?? '';
    expect((await browser.submit(page, { code: codeOver(secret, 30) })).name).to.equal('recovery-codes');
  });
});
