import { expect } from 'chai';
import { type ApiClient, apiOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { changed, memberPath } from '../harness/members.ts';
import {
  createWorld,
  everyoneNow,
  signIn,
  type TestPerson,
  type World,
  withShortPassword,
} from '../harness/world.ts';
import { devicesOf, rememberDeviceOf } from '../self-service/support/people.ts';
import { refusedWith } from '../sign-in/support/refused.ts';
import { type RelyingParty, registerRelyingParty, visit } from './support/relying-parties.ts';

const newPassword = 'quite another and longer passphrase';

describe('an application is told', () => {
  let world: World;
  let admin: ApiClient;
  let crm: RelyingParty;

  beforeEach(async () => {
    world = await createWorld({ enforcement: everyoneNow });
    admin = await apiOf(world, world.olivia);
    crm = await registerRelyingParty(world.server);
  });

  afterEach(() => crm.receiver.close());

  /** A session of somebody at the application, and how the application knows it. */
  async function session(person: TestPerson, browser = new Browser()) {
    const { answer } = await signIn(crm.application, person, { browser });
    const tokens = await crm.application.redeem(answer);
    return { browser, sid: tokens.claims()?.sid, refreshToken: tokens.refresh_token ?? '' };
  }

  /** Session ids of which it was told, once what waits has gone out. */
  async function told(): Promise<readonly unknown[]> {
    await world.server.countersign.jobs.runDue(new Date());
    return (await crm.logouts()).map(({ sid }) => sid);
  }

  for (const override of ['inherit', 'required'])
    it(`T20: of a member who is enforced again (${override}) and has no factor`, async () => {
      const { mina, tomas } = world;
      await changed(admin, world, mina, { override: 'exempt' });
      await changed(admin, world, tomas, { override: 'exempt' });
      const { sid, refreshToken } = await session(mina);
      await session(tomas);
      travel(1);
      expect(await told()).to.deep.equal([]);
      for (const person of [mina, tomas]) await changed(admin, world, person, { override });
      expect(await told(), 'T21: of nobody who is protected').to.deep.equal([sid]);
      expect(await refusedWith(crm.application.refresh(refreshToken))).to.equal('invalid_grant');
    });

  it('L8: of a member whose device is reset', async () => {
    const { sid, refreshToken } = await session(world.tomas);
    const other = await session(world.greta);
    const reset = await admin.post(`${await memberPath(world, world.tomas)}/reset-authenticators`);
    expect(reset.status).to.equal(200);
    expect(await told()).to.deep.equal([sid]);
    expect(await refusedWith(crm.application.refresh(refreshToken))).to.equal('invalid_grant');
    expect(await refusedWith(crm.application.refresh(other.refreshToken))).to.equal('none');
  });

  /** Greta's password has become too short for somebody of whom no factor is required. */
  const shorten = (of: World) => withShortPassword(of, of.greta);

  it('ruling 21: of the older sessions of who replaces a short password', async () => {
    const older = await session(world.greta);
    const greta = await shorten(world);
    const browser = new Browser();
    const { answer: page } = await signIn(crm.application, greta, { browser });
    expect([page.name, await told()]).to.deep.equal(['new-password', []]);
    const answer = await browser.submit(page, { new_password: newPassword });
    const fresh = await crm.application.redeem(answer);
    expect(await told()).to.deep.equal([older.sid]);
    expect(await refusedWith(crm.application.refresh(older.refreshToken))).to.equal('invalid_grant');
    expect(await refusedWith(crm.application.refresh(fresh.refresh_token ?? ''))).to.equal('none');
    expect((await crm.application.start(older.browser)).name).to.equal('password');
  });

  it('ruling 21: of nothing while the new password is too short, common or their own name', async () => {
    const older = await session(world.greta);
    const greta = await shorten(world);
    const browser = new Browser();
    const { answer: page } = await signIn(crm.application, greta, { browser });
    for (const refused of ['eleven char', 'passwordpassword', world.greta.email]) {
      const again = await browser.submit(page, { new_password: refused });
      expect([again.status, again.name], refused).to.deep.equal([422, 'new-password']);
    }
    expect(await told()).to.deep.equal([]);
    expect(await refusedWith(crm.application.refresh(older.refreshToken))).to.equal('none');
    expect((await browser.submit(page, { new_password: newPassword })).location).to.include('code=');
  });

  it('ruling 21: not of the session in which it is replaced, which goes on', async () => {
    const { browser, sid } = await session(world.greta);
    await shorten(world);
    const page = await crm.application.start(browser);
    expect(page.name).to.equal('new-password');
    // Stops on the way back: by then the jobs may have run.
    const form = page.page.querySelector('form')?.getAttribute('action') ?? '';
    const url = new URL(form === '' ? page.url : form, page.url).href;
    const posted = await browser.post(url, { action: 'continue', new_password: newPassword });
    expect(posted.status).to.equal(303);
    expect(await told()).to.deep.equal([]);
    const tokens = await crm.application.redeem(await browser.follow(posted));
    expect([tokens.claims()?.sid, tokens.claims()?.amr]).to.deep.equal([sid, ['pwd']]);
    expect((await visit(crm, browser)).claims()?.sid).to.equal(sid);
  });

  it('ruling 21: nothing of a device that was remembered before', async () => {
    await rememberDeviceOf(world, world.greta);
    const greta = await shorten(world);
    const browser = new Browser();
    const { answer: page } = await signIn(crm.application, greta, { browser });
    expect(await devicesOf(world, world.greta)).to.equal(1);
    expect((await browser.submit(page, { new_password: newPassword })).location).to.include('code=');
    expect(await devicesOf(world, world.greta)).to.equal(0);
  });
});
