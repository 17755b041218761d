import { expect } from 'chai';
import { memberOf } from '../../harness/members.ts';
import { createWorld, pageOf } from '../../harness/world.ts';
import { apiBeside } from './support/app-codes.ts';
import { describeTask, looks } from './support/desk.ts';
import { consoleOf, rowOf, tabsOf } from './support/places.ts';
import { policyOf } from './support/policy.ts';

describeTask('administer on a plan without enforcement', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`T1, T3: there is the list with the status of each, no toggle, and what helps ${how}`, async () => {
      const world = await createWorld({ plan: 'free' });
      const desk = await sitDown(look);
      await desk.enter(consoleOf(world), world.olivia);
      await desk.look('overview');
      expect(await desk.text()).to.include('Your plan cannot require a second step.');
      await desk.press('Members', tabsOf(desk.page));
      await desk.look('members');
      for (const [who, word] of [
        ['Mina', 'Unprotected'],
        ['Tomas', 'Protected'],
      ] as const)
        expect(await rowOf(desk.page, who).getByRole('button').allInnerTexts(), who).to.deep.equal([word]);
      expect(await desk.text()).to.include('Not in your plan');

      await desk.press('Enforcement', tabsOf(desk.page));
      await desk.look('enforcement');
      expect(await desk.text()).to.include('With a larger plan you can require it of everyone.');
      expect(await desk.page.locator('main').getByRole('button').count()).to.equal(0);
      expect(await desk.page.locator('main input').count()).to.equal(0);
      await desk.press('See your plan');
      expect(await desk.name()).to.equal('settings');
      await desk.look('plan');

      const api = await apiBeside(world, world.olivia);
      const refused = await api.put(`/organizations/${world.slug}/enforcement`, { preset: 'all-at-once' });
      expect([refused.status, refused.body.code]).to.deep.equal([409, 'plan_without_enforcement']);
      expect(await policyOf(world)).to.include({ state: 'off' });
    });

    it(`T3: requiring it of one member is refused as well, with the reason ${how}`, async () => {
      const world = await createWorld({ plan: 'free' });
      const desk = await sitDown(look);
      await desk.enter(`${consoleOf(world)}/members`, world.olivia);
      await desk.press('Mina');
      await desk.look('member');
      await desk.press('Preview');
      await desk.look('require at once');
      await desk.press('Require it of Mina');
      await desk.look('refused');
      expect(await desk.text()).to.include('The plan of this organization cannot require two-step sign-in');
      const api = await apiBeside(world, world.olivia);
      expect(await memberOf(api, world.slug, world.mina)).to.include({
        status: 'unprotected',
        override: 'inherit',
      });
      expect(await pageOf(world, world.mina)).to.equal('in');
    });
  }
});
