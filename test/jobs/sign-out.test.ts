import { expect } from 'chai';
import { Browser } from '../harness/browser.ts';
import { createWorld, enroll, passPassword, signIn, type World } from '../harness/world.ts';
import {
  logoutEvent,
  type RelyingParty,
  recordsOf,
  registerRelyingParty,
  signOutEverywhere,
  visit,
} from './support/relying-parties.ts';

describe('being signed out everywhere', () => {
  let world: World;
  let crm: RelyingParty;
  let wiki: RelyingParty;

  const runJobs = () => world.server.countersign.jobs.runDue(new Date());

  beforeEach(async () => {
    world = await createWorld();
    crm = await registerRelyingParty(world.server);
    const metadata = { backchannel_logout_session_required: false };
    wiki = await registerRelyingParty(world.server, { metadata });
  });

  afterEach(async () => {
    await Promise.all([crm.receiver.close(), wiki.receiver.close()]);
  });

  /** Signs in and visits both applications; answers the session ids that they were given. */
  async function session(browser: Browser): Promise<{ sub: string; sid: string; refreshToken: string }> {
    await signIn(crm.application, world.greta, { browser });
    const tokens = await visit(crm, browser);
    await visit(wiki, browser);
    const claims = tokens.claims();
    return {
      sub: String(claims?.sub),
      sid: String(claims?.sid),
      refreshToken: tokens.refresh_token ?? '',
    };
  }

  it('tells every application once, of each session where it tells them apart', async () => {
    const sessions = [await session(new Browser()), await session(new Browser())];
    const sub = sessions[0]?.sub;
    await signOutEverywhere(world.server, world.greta.email);
    await runJobs();
    const told = await crm.logouts();
    expect(told.map(({ sid }) => sid)).to.have.members(sessions.map(({ sid }) => sid));
    for (const claims of [...told, ...(await wiki.logouts())]) {
      expect(claims).to.deep.include({ sub, events: { [logoutEvent]: {} } });
      expect(claims).not.to.have.property('nonce');
      expect(Number(claims.exp) - Number(claims.iat)).to.be.within(1, 120);
    }
    expect(await wiki.logouts()).to.have.length(1);
    expect((await wiki.logouts())[0]).not.to.have.property('sid');
    await signOutEverywhere(world.server, world.greta.email);
    await runJobs();
    expect([crm.receiver.received.length, wiki.receiver.received.length]).to.deep.equal([2, 1]);
  });

  it('names the session in one browser, too, where an application tells them apart, and nowhere else', async () => {
    const browser = new Browser();
    const { sid } = await session(browser);
    const question = await browser.open(`${world.server.issuer}/session/end`);
    expect(question.name).to.equal('logout-confirm');
    await browser.submit(question);
    await runJobs();
    const told = [...(await crm.logouts()), ...(await wiki.logouts())];
    expect(told.map((claims) => claims.sid)).to.deep.equal([sid, undefined]);
  });

  it('leaves nothing of the old sessions behind, and what began afterwards alone', async () => {
    const browser = new Browser();
    const old = await session(browser);
    expect(await recordsOf(world.server, world.greta.email)).to.include({ Session: 1, Grant: 2 });
    await signOutEverywhere(world.server, world.greta.email);
    const { answer } = await signIn(crm.application, world.greta, { browser: new Browser() });
    const fresh = await crm.application.redeem(answer);
    await runJobs();
    expect(await recordsOf(world.server, world.greta.email)).to.include({ Session: 1, Grant: 1 });
    expect((await crm.logouts()).map(({ sid }) => sid)).to.deep.equal([old.sid]);
    await crm.application.refresh(fresh.refresh_token ?? '');
    const refusal = await crm.application.refresh(old.refreshToken).catch((error: unknown) => error);
    expect(refusal).to.have.property('error', 'invalid_grant');
    expect((await crm.application.start(browser)).name).to.equal('password');
  });

  it('happens only when its change commits', async () => {
    await session(new Browser());
    const { db } = world.server.countersign;
    const person = await db.people.byEmail(world.greta.email);
    const failing = db.transaction(async ({ accounts, outbox }) => {
      await accounts.endSessions(person?.user.id ?? '');
      await outbox.logout([person?.user.id ?? '']);
      throw new Error('the change failed');
    });
    expect(await failing.then(String, String)).to.equal('Error: the change failed');
    await runJobs();
    expect(crm.receiver.received).to.deep.equal([]);
    expect(await recordsOf(world.server, world.greta.email)).to.include({ Session: 1 });
  });

  it('follows from enrolling for the other sessions, not for the one that enrolled', async () => {
    const other = await session(new Browser());
    const browser = new Browser();
    const own = await session(browser);
    const parameters = { acr_values: 'urn:countersign:acr:2' };
    const page = await crm.application.start(browser, parameters);
    const { answer } = await enroll(world.server, browser, page, world.greta.email);
    const tokens = await crm.application.redeem(answer);
    await runJobs();
    expect((await crm.logouts()).map(({ sid }) => sid)).to.deep.equal([other.sid]);
    expect(tokens.claims()).to.deep.include({ sid: own.sid, amr: ['pwd', 'otp', 'mfa'] });
    expect((await visit(wiki, browser)).claims()?.amr).to.include('mfa');
  });

  it('does not take the step-up away that is not finished yet', async () => {
    const browser = new Browser();
    await session(browser);
    const page = await crm.application.start(browser, { acr_values: 'urn:countersign:acr:2' });
    const enrolled = await enroll(world.server, stopBeforeReturn(browser), page, world.greta.email);
    await runJobs();
    const answer = await browser.follow(enrolled.answer);
    expect((await crm.application.redeem(answer)).claims()?.amr).to.include('mfa');
    expect(crm.receiver.received).to.deep.equal([]);
  });

  it('tells the applications of the account that a browser leaves for another', async () => {
    const browser = new Browser();
    const left = await session(browser);
    await passPassword(crm.application, world.mina, { browser, parameters: { prompt: 'login' } });
    await runJobs();
    expect((await crm.logouts()).map(({ sub, sid }) => ({ sub, sid }))).to.deep.equal([
      { sub: left.sub, sid: left.sid },
    ]);
  });
});

/** The same browser, but it stays where the provider sends it back to the authorization endpoint. */
function stopBeforeReturn(browser: Browser): Browser {
  const stopping = new Browser();
  Object.assign(stopping, {
    jar: browser.jar,
    follow: async (answer: Awaited<ReturnType<Browser['request']>>) => {
      let current = answer;
      while (current.location !== null && !new URL(current.location).pathname.startsWith('/auth/'))
        current = await browser.request(current.location);
      return current;
    },
  });
  return stopping;
}
