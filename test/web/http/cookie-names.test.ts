import { expect } from 'chai';
import { Browser } from '../../harness/browser.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, signIn } from '../../harness/world.ts';
import { sourceFiles } from '../../house/support/source-files.ts';

describe('cookies on localhost, where all ports share them', () => {
  let servers: readonly TestServer[];

  before(async () => {
    servers = await Promise.all([startTestServer(), startTestServer()]);
  });

  after(() => Promise.all(servers.map((server) => server.stop())));

  it('leave those of a neighbour alone: Flask and Starlette call theirs `session`', async () => {
    const world = await createWorld();
    const browser = new Browser();
    for (const name of ['session', 'interaction', 'resume', 'device', 'remembered', 'invitation'])
      await browser.jar.setCookie(`${name}=of-flask; path=/`, world.server.issuer);
    const { answer } = await signIn(world.application, world.tomas, { browser });
    expect((await world.application.redeem(answer)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    const cookies = await browser.jar.getCookies(world.server.issuer);
    expect(cookies.filter(({ value }) => value === 'of-flask')).to.have.length(6);
    const own = cookies.filter(({ value }) => value !== 'of-flask').map(({ key }) => key);
    const { port } = new URL(world.server.issuer);
    for (const name of own) expect(name.startsWith(`countersign-${port}-`), name).to.equal(true);
    expect(own).to.include(`countersign-${port}-session`);
  });

  it("get their prefix in one place, so that none is called like another program's", () => {
    const elsewhere = sourceFiles('src').filter(({ text }) => /['"`]__(?:Host|Secure)-/.test(text));
    expect(elsewhere.map(({ path }) => path)).to.deep.equal(['src/provider/library/cookie-name.ts']);
  });

  it('are those of one server each: who signs in at a second one stays signed in at the first', async () => {
    const worlds = [];
    for (const server of servers) worlds.push(await createWorld({ server }));
    const browser = new Browser();
    for (const world of worlds) await signIn(world.application, world.tomas, { browser });
    for (const world of worlds) {
      const answer = await world.application.start(browser, { prompt: 'none' });
      expect(world.application.errorOf(answer)).to.equal(null);
    }
  });
});
