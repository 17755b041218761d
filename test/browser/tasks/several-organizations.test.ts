import { expect } from 'chai';
import { elsewhere } from '../../harness/members.ts';
import { createWorld } from '../../harness/world.ts';
import { setUpApp } from './support/app.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { lineOf, linesOf, rowOn } from './support/seen.ts';

const areas = ({ page }: Desk) => page.getByRole('navigation', { name: 'Areas' });

/** Chooses another organization among one's own. */
async function switchTo(desk: Desk, organization: string): Promise<void> {
  await areas(desk).locator('summary').click();
  await desk.look(`to ${organization}`);
  await desk.press(organization, areas(desk));
}

describeTask('several organizations', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`D18: an owner goes from one to another, and one second step counts in both: ${how}`, async () => {
      const world = await createWorld();
      const named = world.slug.toUpperCase();
      const other = await elsewhere(world, [world.mina]);
      const [desk, minas] = [await sitDown(look), await sitDown(look)];
      await desk.enter(`${world.server.issuer}/console/${world.slug}/members`, world.olivia);
      expect(await lineOf(areas(desk).locator('summary'))).to.equal(named);
      await switchTo(desk, 'Other');
      expect(new URL(desk.page.url()).pathname).to.equal(`/console/${other}`);
      expect(await lineOf(areas(desk).locator('summary'))).to.equal('Other');
      await desk.press('Members', desk.page.locator('nav.tabs'));
      expect(await linesOf(desk.page.locator('tbody th a'))).to.have.members(['Mina', 'Olivia']);
      expect(await lineOf(rowOn(desk, world.mina.email))).to.include('Unprotected');
      await desk.look('the other one');
      await setUpApp(minas, world, world.mina);
      await desk.page.reload();
      expect(await lineOf(rowOn(desk, world.mina.email))).to.include('Protected');
      await switchTo(desk, named);
      await desk.press('Members', desk.page.locator('nav.tabs'));
      expect(await linesOf(desk.page.locator('tbody th a'))).to.include('Tomas');
      expect(await lineOf(rowOn(desk, world.mina.email))).to.include('Protected');
    });

    it(`D18: a member sees all of their own at their account, and no console: ${how}`, async () => {
      const world = await createWorld();
      await elsewhere(world, [world.mina]);
      const desk = await sitDown(look);
      await desk.enter(`${world.server.issuer}/account/organizations`, world.mina);
      const text = await desk.text();
      expect(text).to.include(world.slug.toUpperCase()).and.include('Other');
      expect(await desk.page.locator('a[href^="/console"]').count()).to.equal(0);
      expect(text).not.to.include(world.olivia.email).and.not.include('Tomas');
      await desk.look('a member');
    });
  }
});
