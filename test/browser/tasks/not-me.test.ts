import { expect } from 'chai';
import { mailedLink, mailsTo } from '../../harness/mails.ts';
import { createWorld, passPassword, type World } from '../../harness/world.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { leadOn, lineOf, noticeOn, rowOn } from './support/seen.ts';

const stolen = 'a thief has chosen this one';
const regained = 'another horse, another battery';

/** Somebody who knows the password of Mina chooses another one. */
async function steal(desk: Desk, world: World): Promise<void> {
  const { mina } = world;
  await desk.enter(`${world.server.issuer}/account/security`, mina);
  await desk.page.getByLabel('Current password').fill(mina.password);
  await desk.page.getByLabel('New password').fill(stolen);
  await desk.press('Change password');
  expect(await noticeOn(desk)).to.equal('Your password was changed. Your other sessions have ended.');
}

describeTask('this was not me', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`is said by the link of a mail, which closes the account to everybody but its owner: ${how}`, async () => {
      const world = await createWorld();
      const { server, mina } = world;
      const [thief, desk, olivias] = [await sitDown(look), await sitDown(look), await sitDown(look)];
      await steal(thief, world);
      const link = await mailedLink(server, mina.email, '/account/not-me/');
      await desk.page.goto(link);
      expect(await desk.text())
        .to.include('your password was changed')
        .and.include('You are signed out everywhere')
        .and.include('If it was you after all, close this page, and nothing happens.')
        .and.not.include(mina.email);
      await desk.look('asks');
      await thief.page.reload();
      expect(await thief.name(), 'nothing before it is pressed').to.equal('security');
      await desk.press('This was not me');
      expect(await desk.text()).to.include('The account is closed to everybody until its owner has chosen');
      await desk.look('closed');
      await thief.page.reload();
      expect(await thief.name()).to.equal('password');
      const asThief = await passPassword(world.application, { ...mina, password: stolen });
      expect(asThief.answer.name, 'with the password of the thief').to.equal('password');
      await desk.page.goto(await mailedLink(server, mina.email, '/password/reset/'));
      await desk.page.getByLabel('New password').fill(regained);
      await desk.press('Save password');
      await desk.enter(`${server.issuer}/account`, { ...mina, password: regained });
      expect(await desk.name()).to.equal('overview');
      await expectToldTo(olivias, world);
      await desk.page.goto(link);
      expect(await lineOf(desk.page.locator('main')), 'a second time').not.to.include(
        'your password was changed',
      );
      await desk.look('used');
    });

    it(`is said of an entry of one’s own activity: ${how}`, async () => {
      const world = await createWorld();
      const { server, mina } = world;
      const [thief, desk] = [await sitDown(look), await sitDown(look)];
      await thief.enter(`${server.issuer}/account`, mina);
      await desk.enter(`${server.issuer}/account/activity`, mina);
      await desk.look('activity');
      await desk.press('This was not me', desk.page.locator('main li.item').first());
      expect(await desk.text())
        .to.include('Administrators of')
        .and.include(world.slug.toUpperCase())
        .and.include('You stay signed in here.');
      await desk.look('one of them');
      await thief.page.reload();
      expect(await thief.name(), 'nothing before it is confirmed').to.equal('overview');
      await desk.press('Report it and sign out everything else');
      expect(await noticeOn(desk)).to.include('everything else was signed out');
      await desk.look('reported');
      await thief.page.reload();
      expect(await thief.name()).to.equal('password');
      const asThief = await passPassword(world.application, mina);
      expect(asThief.answer.name, 'with the old password').to.equal('password');
    });
  }
});

/** The owner of the organization was mailed, and reads it in the log, without what it was. */
async function expectToldTo(desk: Desk, world: World): Promise<void> {
  const subjects = (await mailsTo(world.server, world.olivia.email)).map(({ subject }) => subject);
  expect(subjects).to.include(`Countersign: ${world.mina.email} reported something in their account`);
  await desk.enter(`${world.server.issuer}/console/${world.slug}/activity`, world.olivia);
  await desk.press('Reported activity that was not theirs', rowOn(desk, 'Reported activity'));
  expect(await leadOn(desk)).to.equal('Reported activity that was not theirs');
  expect(await desk.text()).to.include(world.mina.email);
  expect(await desk.text()).not.to.include('password was changed');
  await desk.look('the log');
}
