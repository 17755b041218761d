import { expect } from 'chai';
import { mailsTo } from '../../harness/mails.ts';
import { markOperator, newestEvent } from '../../harness/operators.ts';
import { createWorld } from '../../harness/world.ts';
import { describeTask, looks } from './support/desk.ts';
import { leadOn, noticeOn } from './support/seen.ts';

describeTask('ending sessions as the operator', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`finds a person by their whole address, says what follows and signs them out everywhere: ${how}`, async () => {
      const world = await createWorld();
      const { server, mina } = world;
      const id = await markOperator(world, mina, false);
      await markOperator(world, world.olivia, true);
      const [one, two, desk] = [await sitDown(look), await sitDown(look), await sitDown(look)];
      for (const each of [one, two]) await each.enter(`${server.issuer}/account`, mina);
      await desk.enter(`${server.issuer}/operator`, world.olivia);
      await desk.press('Users');
      const search = desk.page.getByLabel('E-mail address or id');
      await search.fill(mina.email.slice(0, -3));
      await desk.press('Find');
      expect(await desk.text()).to.include('Nobody has an account with');
      await search.fill(mina.email);
      await desk.press('Find');
      // Below stand people of other tests who are locked out, of the same name.
      await desk.press('Mina', desk.page.locator('section[aria-labelledby=found]'));
      expect(await desk.text()).to.include('In 2 browsers');
      await desk.look('a person');
      await desk.press('End all sessions');
      expect(await leadOn(desk)).to.equal('Signed in at the moment: in 2 browsers.');
      await desk.look('what follows');
      await one.page.reload();
      expect(await one.name(), 'nothing before it is confirmed').to.equal('overview');
      await desk.press('End all sessions of Mina');
      expect(await noticeOn(desk)).to.equal(
        `All sessions of ${mina.email} were ended. They were told by e-mail.`,
      );
      expect(await desk.page.getByRole('link', { name: 'End all sessions' }).count()).to.equal(0);
      await desk.look('ended');
      for (const each of [one, two]) {
        await each.page.reload();
        expect(await each.name()).to.equal('password');
      }
      await two.enter(`${server.issuer}/account`, mina);
      expect(await two.name(), 'and may sign in again').to.equal('overview');
      expect((await mailsTo(server, mina.email)).map(({ subject }) => subject)).to.include(
        'Countersign: your sessions were ended',
      );
      const operator = await server.countersign.db.people.byEmail(world.olivia.email);
      expect((await newestEvent(world, 'account.sessions_ended', id))?.actor).to.deep.equal({
        kind: 'operator',
        id: operator?.user.id,
      });
    });

    it(`is nothing that an owner can do: ${how}`, async () => {
      const world = await createWorld();
      const id = await markOperator(world, world.mina, false);
      const desk = await sitDown(look);
      await desk.enter(`${world.server.issuer}/operator/users/${id}`, world.olivia);
      expect(await desk.name()).to.equal('error');
      expect(await desk.text()).not.to.include(world.mina.email);
    });
  }
});
