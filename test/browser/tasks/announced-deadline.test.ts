import { expect } from 'chai';
import { memberOf } from '../../harness/members.ts';
import { createWorld, seed } from '../../harness/world.ts';
import { apiBeside } from './support/app-codes.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { accountOf, tabsOf } from './support/places.ts';
import { endDeadline } from './support/policy.ts';
import { setUpApp } from './support/set-up.ts';

const announced = { preset: 'by-midnight', activation: { deadline: '2030-01-01T00:00:00Z' } };

const instant = '1 January 2030 at 00:00 (UTC)';

/** The banner on a page of the account, by the name of its link; empty for none. */
async function bannerOn({ page, press }: Desk, tab: string): Promise<string> {
  await press(tab, tabsOf(page));
  return (await page.locator('.banner.wait').allInnerTexts()).join(' ');
}

describeTask('be told of a deadline', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`T6: who has no second step reads on each page from when on it is required ${how}`, async () => {
      const world = await createWorld({ enforcement: announced });
      const desk = await sitDown(look);
      await desk.enter(accountOf(world), world.mina);
      await desk.look('banner');
      const tabs = await tabsOf(desk.page).getByRole('link').allInnerTexts();
      expect(tabs).to.include.members(['Overview', 'Security', 'Activity']).and.to.have.length(7);
      for (const tab of tabs)
        expect(await bannerOn(desk, tab), tab).to.include(
          `${world.slug.toUpperCase()} requires two-step sign-in from ${instant}, in `,
        );
    });

    it(`T7: neither a protected member nor anybody outside reads it ${how}`, async () => {
      const world = await createWorld({ enforcement: announced });
      for (const person of [world.tomas, world.greta]) {
        const desk = await sitDown(look);
        await desk.enter(accountOf(world), person);
        for (const tab of ['Security', 'Overview']) expect(await bannerOn(desk, tab), tab).to.equal('');
        expect(await desk.text())
          .to.include(person.email)
          .and.not.to.include('2030');
      }
    });

    it(`T11: who sets up from the banner loses it, and is not signed out when the time has come ${how}`, async () => {
      const world = await createWorld({ enforcement: announced });
      await seed(world.server, {
        organizations: [{ slug: world.slug, members: [{ email: world.greta.email, role: 'member' }] }],
      });
      const [desk, late] = [await sitDown(look), await sitDown(look)];
      await desk.enter(accountOf(world), world.mina);
      await late.enter(accountOf(world), world.greta);
      await desk.press('Set it up');
      await desk.press('Add an app');
      await desk.look('set up');
      await setUpApp(desk, world, world.mina);
      await desk.look('done');
      for (const tab of ['Overview', 'Security']) expect(await bannerOn(desk, tab), tab).to.equal('');
      expect(await bannerOn(late, 'Security')).to.include(instant);

      await endDeadline(world);
      await desk.press('Overview', tabsOf(desk.page));
      await desk.look('after the deadline');
      expect(await desk.name()).to.equal('overview');
      expect(await desk.text()).to.include('Protected');
      await late.press('Overview', tabsOf(late.page));
      await late.look('after the deadline without a second step');
      expect(await late.name(), 'signed out').to.equal('password');
      const api = await apiBeside(world, world.olivia);
      expect((await memberOf(api, world.slug, world.mina)).status).to.equal('protected');
      expect((await memberOf(api, world.slug, world.greta)).status).to.equal('pending');
    });
  }
});
