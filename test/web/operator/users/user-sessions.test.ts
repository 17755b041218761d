import { expect } from 'chai';
import { userSessionsPage } from '../../../../src/web/operator/users/user-sessions.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import { mailsTo } from '../../../harness/mails.ts';
import { enterOperator, markOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld } from '../../../harness/world.ts';
import { anotherBrowser, isSignedIn } from '../../../self-service/support/people.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { userSessionsModel } from './support/models.ts';

describe("the end of somebody's sessions at the operator's pages", () => {
  itIsSound(filled(userSessionsPage, userSessionsModel), { fields: [], actions: ['continue'] });

  it('warns the operator that it is about themselves', () => {
    expect(drawn(filled(userSessionsPage, { ...userSessionsModel, isOwn: true }))).to.include('This is you.');
  });

  it('says what follows, then ends all of them and mails the person', async () => {
    const world = await createWorld();
    const { server, mina } = world;
    const id = await markOperator(world, mina, false);
    const browser = await anotherBrowser(world, mina, 0);
    const { browser: operators, answer } = await enterOperator(world, `/operator/users/${id}`);
    const link = answer.page.querySelector('a[href$="/sessions"]');
    expect(link?.text).to.equal('End all sessions');
    const page = await operators.open(`${server.issuer}${link?.getAttribute('href')}`);
    expect(page.page.querySelector('.lead')?.text).to.equal('Signed in at the moment: in 1 browser.');
    expect(page.page.querySelector('main')?.text).not.to.include('This is you.');
    expect(await isSignedIn(world, browser)).to.equal(true);
    const done = await operators.submit(page, {});
    expect(noticeOf(done)).to.include(`All sessions of ${mina.email} were ended.`);
    expect(done.page.querySelector('a[href$="/sessions"]')).to.equal(null);
    expect(await isSignedIn(world, browser)).to.equal(false);
    expect((await mailsTo(server, mina.email)).map(({ subject }) => subject)).to.include(
      'Countersign: your sessions were ended',
    );
    const operator = await server.countersign.db.people.byEmail(world.olivia.email);
    expect((await newestEvent(world, 'account.sessions_ended', id))?.actor).to.deep.equal({
      kind: 'operator',
      id: operator?.user.id,
    });
  });

  it('signs the operator out where they end their own, and says so before', async () => {
    const world = await createWorld();
    const id = await markOperator(world, world.olivia, true);
    const { browser, answer } = await enterOperator(world, `/operator/users/${id}/sessions`);
    expect(answer.page.querySelector('main')?.text).to.include('This is you.');
    expect((await browser.submit(answer, {})).name).to.equal('password');
    expect((await browser.open(`${world.server.issuer}/operator`)).name).to.equal('password');
  });

  it('is not there for anybody else', async () => {
    const world = await createWorld();
    const id = await markOperator(world, world.mina, false);
    const address = `${world.server.issuer}/operator/users/${id}/sessions`;
    const { browser } = await enterArea(`${world.server.issuer}/account`, world.olivia);
    expect((await browser.open(address)).status).to.equal(404);
    expect((await browser.post(address, {})).status).to.equal(404);
  });
});
