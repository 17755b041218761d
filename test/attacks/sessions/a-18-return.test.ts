import { expect } from 'chai';
import { Browser } from '../../harness/browser.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import { sharedServer, type TestServer } from '../../harness/server.ts';
import { createWorld, passPassword, type World } from '../../harness/world.ts';
import { guess, rightCode } from '../support/guessing.ts';
import { alternate, at, secondServer } from '../support/two-servers.ts';

const atOnce = 10;

describe('A-18 the return from a finished sign-in', () => {
  let servers: [TestServer, TestServer];

  before(async () => {
    const first = await sharedServer();
    servers = [first, await secondServer(first)];
  });

  after(async () => servers[1].stop());

  /** A sign-in that is finished, at the redirect back to the authorization endpoint. */
  async function finished({ application, tomas }: World) {
    const { browser, answer } = await passPassword(application, tomas);
    const { status, location } = await guess({ browser, url: answer.url }, rightCode(tomas));
    expect(status).to.equal(303);
    return { browser, resume: location ?? '' };
  }

  /** Another browser with the same cookies, which learns nothing of what this one is answered. */
  async function copyOf(browser: Browser, url: string): Promise<Browser> {
    return new Browser({ cookie: await browser.jar.getCookieString(url) });
  }

  it('A-18 leads to one code and one session, however often it is opened at once', async () => {
    const world = await createWorld();
    const { browser, resume } = await finished(world);
    const copies = await Promise.all(Array.from({ length: atOnce }, () => copyOf(browser, resume)));
    const answers = await Promise.all(
      copies.map((copy, index) => copy.request(at(alternate(servers, index), resume))),
    );
    const winners = answers.filter(({ location }) => location?.includes('code='));
    expect(winners).to.have.length(1);
    for (const answer of answers.filter((each) => !winners.includes(each))) {
      // 410 to those who wanted to write it at the same time, 400 to those who came after it was written.
      expect(answer.status).to.be.oneOf([400, 410]);
      expect(answer.name).to.equal('error');
      const opened = new RegExp(`${nameOfCookie(world.server.issuer, 'session')}=[^;]`);
      expect(answer.headers.getSetCookie().join()).not.to.match(opened);
    }
    const [winner] = winners;
    if (winner === undefined) throw new Error('nobody got on');
    expect((await world.application.redeem(winner)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
  });

  it('A-18 leaves neither code nor cookie behind when the records cannot be written', async () => {
    const world = await createWorld();
    const { browser, resume } = await finished(world);
    const { sql } = servers[0].countersign.db;
    await sql(
      "ALTER TABLE provider_records ADD CONSTRAINT no_codes CHECK (model <> 'AuthorizationCode') NOT VALID",
    );
    const answer = await browser.request(resume);
    await sql('ALTER TABLE provider_records DROP CONSTRAINT no_codes');
    expect(answer.status).to.equal(500);
    expect(answer.location).to.equal(null);
    expect(answer.headers.getSetCookie()).to.deep.equal([]);
    const again = await browser.request(resume);
    expect(again.location, 'the interaction is still there').to.include('code=');
  });
});

describe('a path that nobody serves', () => {
  it('is answered with a page, and a program with JSON', async () => {
    const { issuer } = await sharedServer();
    const page = await new Browser().request(`${issuer}/nothing/here`);
    expect(page.status).to.equal(404);
    expect(page.name).to.equal('error');
    const json = await fetch(`${issuer}/nothing/here`, { headers: { accept: 'application/json' } });
    expect(json.status).to.equal(404);
    expect(await json.json()).to.deep.equal({ error: 'invalid_request', error_description: 'not_found' });
  });
});
