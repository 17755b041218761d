import { expect } from 'chai';
import { activityReportPage } from '../../../src/web/account/activity-report.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { suspend } from '../../api/access/support/judged-sessions.ts';
import { enterArea, noticeOf } from '../../harness/areas.ts';
import { createWorld, passPassword } from '../../harness/world.ts';
import { anotherOrganization, eventsOf } from '../../self-service/support/people.ts';
import { itIsSound } from '../support/sound-page.ts';
import { activityReportModel } from './support/models.ts';

describe('the page activity-report', () => {
  itIsSound(filled(activityReportPage, activityReportModel), { fields: [], actions: [] });

  it('says what was meant and what follows, and has it follow', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/account/activity`;
    const { browser: thief } = await enterArea(address, world.mina);
    const { browser, answer } = await enterArea(address, world.mina);
    const path = answer.page.querySelector('li.item a')?.getAttribute('href') ?? '';
    const page = await browser.open(new URL(path, address).href);
    expect(page.page.querySelector('.head')?.text).to.include('“Signed in”');
    expect(page.page.querySelector('main')?.text).to.include(
      `Administrators of ${world.slug.toUpperCase()} are told`,
    );
    const done = await browser.submit(page);
    expect(new URL(done.url).pathname).to.equal('/account/security');
    const said = noticeOf(done) ?? noticeOf(await browser.open(address));
    expect(said).to.include('your old password opens nothing any more');
    const overview = await browser.open(`${world.server.issuer}/account`);
    expect(overview.page.querySelector('[aria-labelledby=signing-in]')?.text).to.include(
      'It has to be replaced',
    );
    expect((await thief.open(address)).name).to.equal('password');
    expect((await passPassword(world.application, world.mina)).answer.status).to.equal(422);
    expect(await eventsOf(world, world.mina.email)).to.include('account.activity_reported');
  });

  it('names the organization whose membership was meant', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/account/activity`;
    const { browser, answer } = await enterArea(address, world.mina);
    const added = answer.page
      .querySelectorAll('li.item strong')
      .find((what) => what.text.includes('Became a member of'))
      ?.id.replace('e-', '');
    const page = await browser.open(`${address}/report?event=${added}`);
    const what = `“Became a member of ${world.slug.toUpperCase()}”`;
    expect(page.page.querySelector('.head')?.text).to.include(what);
  });

  it('names no organization in which an administrator suspended them, since it is not told', async () => {
    const world = await createWorld();
    const other = await anotherOrganization(world, null, [{ email: world.mina.email, role: 'member' }]);
    await suspend({ ...world, person: world.mina }, world.slug, 'by_admin');
    const { answer } = await enterArea(`${world.server.issuer}/account/activity/report`, world.mina);
    const said = answer.page.querySelector('main')?.text ?? '';
    expect(said).to.include(`Administrators of ${other.toUpperCase()} are told`);
    expect(said).not.to.include(world.slug.toUpperCase());
  });

  it('finds no event of somebody else, and none by what is no number', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/account/activity`;
    const { answer } = await enterArea(address, world.mina);
    const hers = answer.page.querySelector('li.item a')?.getAttribute('href') ?? '';
    const { browser } = await enterArea(address, world.greta);
    for (const path of [hers, '/account/activity/report?event=x', '/account/activity/report?event=']) {
      const there = new URL(path, address).href;
      expect((await browser.open(there)).status, path).to.equal(404);
      expect((await browser.post(there, {})).status, path).to.equal(404);
    }
    expect(await eventsOf(world, world.greta.email)).not.to.include('account.activity_reported');
  });
});
