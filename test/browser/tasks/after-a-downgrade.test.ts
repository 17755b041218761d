import { expect } from 'chai';
import { operatorOf } from '../../harness/api.ts';
import { createWorld } from '../../harness/world.ts';
import { everyoneWith } from '../../self-service/support/people.ts';
import { describeTask, looks } from './support/desk.ts';
import { accountOf, tabsOf } from './support/places.ts';
import { claimsAt } from './support/sign-in.ts';

describeTask('remove a second step after a downgrade', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`T15, T16: what was forbidden is allowed then; until they do, their second step is asked for ${how}`, async () => {
      const world = await createWorld({ plan: 'team', enforcement: everyoneWith('forbid') });
      const desk = await sitDown(look);
      await desk.enter(accountOf(world), world.tomas);
      await desk.press('Security', tabsOf(desk.page));
      await desk.press('Remove Authenticator app');
      await desk.look('before');
      expect(await desk.text()).to.include('It cannot be removed now.');
      await desk.press('Keep it');
      const operator = await operatorOf(world);
      const downgraded = await operator.put(`/organizations/${world.slug}/plan`, { plan: 'free' });
      expect(downgraded.status, JSON.stringify(downgraded.body)).to.equal(200);
      const active = await claimsAt(await sitDown(look), world.application, world.tomas);
      expect(active.amr).to.deep.equal(['pwd', 'otp', 'mfa']);

      await desk.press('Remove Authenticator app');
      await desk.look('after');
      expect(await desk.text()).to.include('You stay. Nothing changes there.');
      await desk.press('Remove Authenticator app');
      await desk.look('removed');
      expect(await desk.notice()).to.include('Authenticator app was removed.');
      const left = await claimsAt(await sitDown(look), world.application, { ...world.tomas, secret: null });
      expect(left.amr).to.deep.equal(['pwd']);
    });
  }
});
