import { expect } from 'chai';
import { membersOf } from '../../harness/invitations.ts';
import { mailsTo } from '../../harness/mails.ts';
import { idOf } from '../../harness/members.ts';
import { createWorld, everyoneNow, pageOf, type World } from '../../harness/world.ts';
import { describeTask, looks } from './support/desk.ts';
import { lineOf, linesOf, noticeOn } from './support/seen.ts';

const listOf = ({ server, slug }: World) => `${server.issuer}/console/${slug}/members`;

describeTask('resetting a device', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`L8: takes the second step, and leaves account, role and history: ${how}`, async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      const { tomas } = world;
      const id = await idOf(world, tomas);
      const [desk, tomass] = [await sitDown(look), await sitDown(look)];
      await tomass.enter(`${world.server.issuer}/account`, tomas);
      await desk.enter(listOf(world), world.olivia);
      await desk.press('Tomas');
      const facts = desk.page.locator('.facts').first();
      expect(await lineOf(facts))
        .to.include('authenticator app')
        .and.include('Role Member');
      const history = desk.page.locator('[aria-labelledby=history] li');
      const before = await linesOf(history);
      await desk.press('Reset the device');
      expect(await desk.text())
        .to.include('Removed with all recovery codes: authenticator app')
        .and.include('Account, password, roles and history stay.')
        .and.include('They are told by e-mail.');
      await desk.look('what ends');
      await tomass.page.reload();
      expect(await tomass.name(), 'nothing before it is confirmed').to.equal('overview');
      await desk.press('Reset the device of Tomas');
      expect(await noticeOn(desk)).to.equal('The device of Tomas was reset, and the sessions were ended.');
      expect(await lineOf(facts))
        .to.include('None set up')
        .and.include('Role Member');
      const after = await linesOf(history);
      expect(after[0]).to.include('The second step was reset').and.include('Olivia');
      expect(after).to.include.members(before);
      await desk.look('done');
      await tomass.page.reload();
      expect(await tomass.name()).to.equal('password');
      expect(await pageOf(world, tomas), 'and sets up a new one').to.equal('mailbox');
      expect([await idOf(world, tomas), (await membersOf(world))[tomas.email]]).to.deep.equal([id, 'member']);
      const subjects = (await mailsTo(world.server, tomas.email)).map(({ subject }) => subject);
      expect(subjects).to.include('Countersign: your second step was reset');
    });

    it(`L10: is nothing that somebody does for themselves: ${how}`, async () => {
      const world = await createWorld();
      const desk = await sitDown(look);
      await desk.enter(listOf(world), world.olivia);
      await desk.press('Olivia', desk.page.locator('tbody'));
      expect(await desk.text()).to.include('Your own device, exemption and membership are not changed here.');
      expect(await desk.page.getByRole('link', { name: 'Reset the device' }).count()).to.equal(0);
      await desk.look('oneself');
      await desk.page.goto(`${desk.page.url()}/reset-device`);
      expect(await desk.text()).to.include('Nobody resets their own device here.');
      expect(await desk.page.locator('main form').count()).to.equal(0);
      expect(await pageOf(world, world.olivia)).to.equal('challenge');
    });
  }
});
