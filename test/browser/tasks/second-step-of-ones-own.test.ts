import { expect } from 'chai';
import { createWorld } from '../../harness/world.ts';
import { describeTask, looks } from './support/desk.ts';
import { accountOf, tabsOf } from './support/places.ts';
import { setUpApp } from './support/set-up.ts';
import { claimsAt } from './support/sign-in.ts';

describeTask('set up a second step of one’s own', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`T22: where nothing is required it is set up and removed in the profile as one likes ${how}`, async () => {
      const world = await createWorld();
      const desk = await sitDown(look);
      await desk.enter(accountOf(world), world.mina);
      await desk.press('Security', tabsOf(desk.page));
      await desk.look('nothing yet');
      const before = await desk.text();
      expect(before)
        .to.include('Unprotected')
        .and.not.to.match(/requires|required/);
      await desk.press('Add an app');
      await desk.look('picture and key');
      const { secret, codes } = await setUpApp(desk, world, world.mina);
      expect(codes).to.have.length(10);
      await desk.look('set up');
      expect(await desk.notice()).to.include('Your recovery codes are kept.');
      expect(await desk.text())
        .to.include('Protected')
        .and.to.include('10 are left');

      const mina = { ...world.mina, secret };
      const elsewhere = await sitDown(look);
      expect((await claimsAt(elsewhere, world.application, mina)).amr).to.deep.equal(['pwd', 'otp', 'mfa']);

      await desk.press('Remove Authenticator app');
      await desk.look('remove');
      expect(await desk.text()).to.include('You stay. Nothing changes there.');
      await desk.press('Remove Authenticator app');
      await desk.look('removed');
      expect(await desk.notice()).to.include('Authenticator app was removed.');
      const again = await sitDown(look);
      expect((await claimsAt(again, world.application, world.mina)).amr).to.deep.equal(['pwd']);
    });
  }
});
