import { expect } from 'chai';
import { memberOf, patchMember, saying } from '../../harness/members.ts';
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

    it(`T3: nothing offers to require it of one member either, and the API refuses that as well ${how}`, async () => {
      const world = await createWorld({ plan: 'free' });
      const desk = await sitDown(look);
      await desk.enter(`${consoleOf(world)}/members`, world.olivia);
      // Folded away or not.
      const offered = await desk.page.locator('.bulk button').allTextContents();
      expect(offered.join())
        .to.include('Remind')
        .and.not.to.match(/Require|Exempt/);
      await desk.press('Mina');
      await desk.look('member');
      expect(await desk.text())
        .to.include('Your plan cannot require a second step.')
        .and.not.match(/Require at once|Exempt for a while/);
      const api = await apiBeside(world, world.olivia);
      const refused = await patchMember(api, world, world.mina, { override: 'required' });
      expect(saying(refused)).to.deep.equal([409, 'plan_without_enforcement']);
      expect((await memberOf(api, world.slug, world.mina)).override).to.equal('inherit');
      expect(await pageOf(world, world.mina)).to.equal('in');
    });
  }
});
