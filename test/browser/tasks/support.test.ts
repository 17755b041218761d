import { expect } from 'chai';
import { newTotpSecret } from '../../../src/authenticators/totp.ts';
import { mailsTo } from '../../harness/mails.ts';
import { markOperator } from '../../harness/operators.ts';
import { createWorld, password, seed, type TestPerson, type World } from '../../harness/world.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { lineOf, noticeOn, rowOn } from './support/seen.ts';

const reason = 'Ticket 4711: nobody gets in';

/** An operator who belongs to no organization. */
async function operatorIn(world: World): Promise<TestPerson> {
  const runa = { email: `runa@house-of-${world.slug}.example`, password, secret: newTotpSecret() };
  const { email, secret } = runa;
  await seed(world.server, {
    users: [{ email, email_verified: true, name: 'Runa', password, totp: { secret } }],
  });
  await markOperator(world, runa, true);
  return runa;
}

describeTask('support', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`is opened with a reason that the owners are mailed, reads only, and is ended: ${how}`, async () => {
      const world = await createWorld();
      const named = world.slug.toUpperCase();
      const console = `${world.server.issuer}/console/${world.slug}`;
      const runa = await operatorIn(world);
      const desk = await sitDown(look);
      await desk.enter(console, runa);
      expect(await desk.name(), 'before it is opened').to.equal('error');
      await desk.page.goto(`${world.server.issuer}/operator/organizations/${world.slug}`);
      await desk.press('Open as support');
      expect(await desk.text())
        .to.include(`Mailed at once, with your reason: ${world.olivia.email}.`)
        .and.include('You can change nothing there, and export nothing.');
      await openFor(desk, named);
      expect(await lineOf(desk.page.locator('.banner.bad'))).to.include(
        `You are reading ${named} as support, until`,
      );
      await desk.look('overview');
      const mails = await mailsTo(world.server, world.olivia.email);
      expect(mails.filter(({ text }) => text.includes(reason))).to.have.length(1);
      await readOnly(desk);
      await desk.press('End', desk.page.locator('.banner.bad'));
      expect(await noticeOn(desk)).to.equal(`You no longer read ${named} as support.`);
      await desk.page.goto(console);
      expect(await desk.name()).to.equal('error');
      await expectInTheLog(await sitDown(look), world);
    });
  }
});

/** Says why, the second time so that its owners understand it. */
async function openFor(desk: Desk, organization: string): Promise<void> {
  const why = desk.page.getByLabel('Why do you need to look?');
  await why.fill('because');
  await desk.press(`Open ${organization} for one hour`);
  expect(await lineOf(desk.page.locator('#reason-problem'))).to.include('This reason is too short');
  expect(await why.inputValue()).to.equal('because');
  await desk.look('too short');
  await why.fill(reason);
  await desk.press(`Open ${organization} for one hour`);
  expect(await desk.name()).to.equal('overview');
}

/** The pages of the console are there, and nothing on them changes anything. */
async function readOnly(desk: Desk): Promise<void> {
  for (const tab of ['Members', 'Enforcement', 'Settings']) {
    await desk.press(tab, desk.page.locator('nav.tabs'));
    expect(await lineOf(desk.page.locator('.banner.bad').first())).to.include('Nothing can be changed here.');
    await desk.look(tab);
  }
  expect(await desk.page.getByLabel('Name', { exact: true }).isDisabled()).to.equal(true);
  expect(await desk.page.getByRole('button', { name: 'Save' }).isDisabled()).to.equal(true);
}

/** The owner reads in the activity of the organization that somebody looked, and why. */
async function expectInTheLog(desk: Desk, world: World): Promise<void> {
  await desk.enter(`${world.server.issuer}/console/${world.slug}/activity`, world.olivia);
  expect(await lineOf(rowOn(desk, 'Support reads the pages'))).to.include(reason);
  expect(await rowOn(desk, 'Support no longer reads the pages').count()).to.equal(1);
  await desk.look('activity');
}
